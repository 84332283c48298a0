import { Source } from "#contracts";
import { expect, it } from "vitest";

import { sourceAbsent, sourceLabel } from "./sources.js";

it.each(Source.options)("%s has words of its own", (source) => {
  expect(sourceLabel(source)).not.toBe(source);
  expect(sourceAbsent(source)).not.toBe("had nothing to say");
});

it("shows a source that is newer than this page by its name", () => {
  expect(sourceLabel("crystal_ball")).toBe("crystal_ball");
});
