import { expect, it } from "vitest";

import { readMediaType } from "./media-type.js";

it.each([
  ["application/json", "json", undefined],
  ["Application/JSON; charset=UTF-8", "json", "utf-8"],
  ["text/json", "json", undefined],
  ["application/vnd.api+json", "json", undefined],
  ["application/x-ndjson;charset=utf-8", "ndjson", "utf-8"],
  ["application/jsonl", "ndjson", undefined],
  ['TEXT/CSV ; header=present; Charset = "Windows-1252"', "csv", "windows-1252"],
  ["text/tab-separated-values", "csv", undefined],
  ["application/vnd.ms-excel", "csv", undefined],
])("%s", (header, format, charset) => {
  expect(readMediaType(header)).toEqual({ format, charset });
});

it.each([
  "text/plain",
  "application/xml",
  "multipart/form-data; boundary=x",
  "",
  "json",
  undefined,
])("%s is not understood", (header) => {
  expect(readMediaType(header)).toBeUndefined();
});
