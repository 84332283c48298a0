import { asyncApiDocument, type AsyncApiDocument } from "#openapi";
import { CLIENT_FRAMES, SERVER_FRAMES } from "#contracts";
import { describe, expect, it } from "vitest";

import { renderStreamDocs } from "./render-stream-docs.js";

const document = asyncApiDocument("1");
const page = renderStreamDocs(document);

describe("the page of the stream", () => {
  it.each([...Object.keys(CLIENT_FRAMES), ...Object.keys(SERVER_FRAMES)])(
    "describes %s",
    (name) => {
      expect(page).toContain(`<section id="frame-${name}">`);
      expect(page).toContain(`href="#frame-${name}"`);
    },
  );

  it("is self-contained: links lead only to the page itself", () => {
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets.filter((id) => !page.includes(`id="${id}"`))).toEqual([]);
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|src=/);
  });

  it("escapes whatever the document says", () => {
    const evil = `<b x="y" z='&'>`;
    const spoilt = JSON.parse(
      JSON.stringify(document, (key, value: unknown) =>
        typeof value === "string" && !["$ref", "name", "type"].includes(key) ? evil : value,
      ),
    ) as AsyncApiDocument;
    expect(renderStreamDocs(spoilt)).not.toContain("<b x=");
  });
});
