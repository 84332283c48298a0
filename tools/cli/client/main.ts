import { openApiDocument } from "#openapi";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";

import { schemaTypes } from "./schema-types.js";

const FILE = "libs/client/src/schema.ts";

/** `npm run client:types`: writes the client's types from the OpenAPI document. */
writeFileSync(FILE, schemaTypes(openApiDocument("1")));
const { status } = spawnSync(process.execPath, ["node_modules/oxfmt/bin/oxfmt", FILE], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
