import { describe, expect, it } from "vitest";

import { asyncApiDocument, eventSchemaName } from "./asyncapi.js";
import { CLIENT_FRAMES, EVENT_TYPES, SERVER_FRAMES } from "#contracts";
import { referencesOf } from "./test/references.js";

const document = asyncApiDocument("7", "example:1");

describe("the AsyncAPI document", () => {
  it("has every frame, on the side that sends it, and every event", () => {
    expect(document).toMatchObject({ asyncapi: "3.0.0", info: { version: "7" } });
    const of = (side: "send" | "receive") =>
      (document.operations[side]["messages"] as { $ref: string }[]).map(({ $ref }) =>
        $ref.split("/").at(-1),
      );
    expect(of("receive")).toEqual(Object.keys(CLIENT_FRAMES));
    expect(of("send")).toEqual(Object.keys(SERVER_FRAMES));
    for (const type of Object.keys(EVENT_TYPES))
      expect(document.components.schemas).toHaveProperty([eventSchemaName(type)]);
  });

  it("refers only to what it holds", () => {
    const { all, dangling } = referencesOf(document);
    expect(all.length).toBeGreaterThan(30);
    expect(dangling).toEqual([]);
    expect(JSON.stringify(document)).not.toContain("$defs");
  });
});
