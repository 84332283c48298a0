import { expect, it } from "vitest";

import { foreignCallerCheck } from "./foreign-callers.js";

const check = foreignCallerCheck({
  hasKeys: false,
  gatewayPort: 3000,
  allowedOrigins: ["https://assay.example", "http://gateway:3000"],
});

it.each([
  ["localhost:3000", undefined],
  ["LOCALHOST", undefined],
  ["127.0.0.1:3000", undefined],
  ["127.8.9.10", undefined],
  ["[::1]:3001", undefined],
  ["assay.example", undefined],
  ["gateway:3000", undefined],
  ["localhost:3000", "http://localhost:3000"],
  ["127.0.0.1:3001", "http://localhost:3000"],
  ["127.0.0.1:3001", "http://[::1]:3000"],
  ["localhost:8080", "http://localhost:8080"],
  ["assay.example", "https://assay.example"],
  ["localhost:3001", "https://assay.example"],
])("answers a request to %s from a page of %s", (host, origin) => {
  expect(check({ host, ...(origin === undefined ? {} : { origin }) })).toBeUndefined();
});

it.each([
  ["evil.example", undefined],
  ["evil.example:3000", undefined],
  ["127.0.0.1.evil.example", undefined],
  ["localhost.evil.example", undefined],
  ["localhost@evil.example", undefined],
  ["assay.example:8443", undefined],
  ["a b", undefined],
  ["", undefined],
  [undefined, undefined],
  ["10.1.2.3:3000", undefined],
  ["localhost:3000", "https://evil.example"],
  ["localhost:3000", "http://localhost:8080"],
  ["localhost:3000", "http://localhost.evil.example:3000"],
  ["localhost:3000", "null"],
  ["localhost:3000", ""],
  ["localhost:3000", "http://localhost:3000/path"],
  ["localhost:3000", "file://localhost:3000"],
  ["localhost:3000", "http://user@localhost:3000"],
])("rejects a request to %s from a page of %s", (host, origin) => {
  expect(
    check({ ...(host === undefined ? {} : { host }), ...(origin === undefined ? {} : { origin }) }),
  ).toMatch(/ALLOWED_ORIGINS/);
});

it("leaves to keys who may call where there are keys", () => {
  const withKeys = foreignCallerCheck({ hasKeys: true, gatewayPort: 3000, allowedOrigins: [] });
  expect(withKeys({ host: "assay.example", origin: "https://elsewhere.example" })).toBeUndefined();
});
