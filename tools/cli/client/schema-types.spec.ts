import { openApiDocument } from "#openapi";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

import { schemaTypes } from "./schema-types.js";

it("is what the client ships: after a change of the contract, run `npm run client:types`", () => {
  const { stdout } = spawnSync(
    process.execPath,
    ["node_modules/oxfmt/bin/oxfmt", "--stdin-filepath", "libs/client/src/schema.ts"],
    { input: schemaTypes(openApiDocument("1")), encoding: "utf8" },
  );
  expect(readFileSync("libs/client/src/schema.ts", "utf8")).toBe(stdout);
});

it("writes every path and every schema of the document", () => {
  const document = openApiDocument("1");
  const written = schemaTypes(document);
  for (const path of Object.keys(document.paths)) expect(written).toContain(`"${path}": {`);
  for (const name of Object.keys(document.components.schemas))
    expect(written).toMatch(new RegExp(`\\b${name}: `));
});
