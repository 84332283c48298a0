import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parseDomainName } from "./parse-domain-name.js";

const label63 = "a".repeat(63);

describe("names that can be valued", () => {
  it.each([
    ["alpha.one", "alpha.one", "alpha", "one"],
    ["ALPHA.One", "alpha.one", "alpha", "one"],
    ["alpha.one.", "alpha.one", "alpha", "one"],
    ["blackjack.eth", "blackjack.eth", "blackjack", "eth"],
    ["www.alpha.co.uk", "www.alpha.co.uk", "alpha", "co.uk"],
    ["github.io", "github.io", "github", "io"],
    ["münchen.de", "xn--mnchen-3ya.de", "xn--mnchen-3ya", "de"],
    ["xn--mnchen-3ya.de", "xn--mnchen-3ya.de", "xn--mnchen-3ya", "de"],
    ["MÜNCHEN.DE", "xn--mnchen-3ya.de", "xn--mnchen-3ya", "de"],
    ["faß.de", "xn--fa-hia.de", "xn--fa-hia", "de"],
    ["😀.eth", "xn--e28h.eth", "xn--e28h", "eth"],
    ["ａｌｐｈａ.com", "alpha.com", "alpha", "com"],
    ["alpha。com", "alpha.com", "alpha", "com"],
    ["ab--cd.com", "ab--cd.com", "ab--cd", "com"],
    ["1.com", "1.com", "1", "com"],
    [`${label63}.com`, `${label63}.com`, label63, "com"],
  ])("%s", (input, domain, label, suffix) => {
    expect(parseDomainName(input)).toEqual({ ok: true, domain, label, suffix });
  });
});

describe("names that cannot", () => {
  it.each<[string, unknown, string]>([
    ["empty", "", "empty"],
    ["a dot", ".", "not_a_host_name"],
    ["a number", 42, "not_a_string"],
    ["null", null, "not_a_string"],
    ["an object", { domain: "a.com" }, "not_a_string"],
    ["254 characters", `${"a.".repeat(125)}comx`, "too_long"],
    ["100,000 characters", "a".repeat(100_000), "too_long"],
    ["a label of 64", `${"a".repeat(64)}.com`, "label_too_long"],
    ["a space", "alpha one.com", "invalid_character"],
    ["spaces around", " alpha.com ", "invalid_character"],
    ["NUL", "al\u0000pha.com", "invalid_character"],
    ["a tab", "al\tpha.com", "invalid_character"],
    ["a slash", "alpha.com/x", "not_a_host_name"],
    ["a scheme", "https://alpha.com", "not_a_host_name"],
    ["a scheme without slashes", "mailto:alpha.com", "not_a_host_name"],
    ["a port", "alpha.com:8080", "not_a_host_name"],
    ["a user", "me@alpha.com", "not_a_host_name"],
    ["IPv4", "192.168.1.1", "ip_address"],
    ["short IPv4", "127.1", "ip_address"],
    ["hexadecimal IPv4", "0x7f.0x1", "ip_address"],
    ["wide IPv4", "１２７.0.0.1", "ip_address"],
    ["IPv6", "::1", "ip_address"],
    ["IPv6 in brackets", "[2001:db8::1]", "ip_address"],
    ["a public suffix", "co.uk", "public_suffix"],
    ["a top-level domain", "com", "public_suffix"],
    ["localhost", "localhost", "single_label"],
    ["broken punycode", "xn--zzzzz-.com", "invalid_idn"],
    ["another broken punycode", "xn--a.com", "invalid_idn"],
    ["mixed direction", "אab.com", "mixed_direction"],
    ["SQL", "'; DROP TABLE valuations;--", "invalid_character"],
    ["SQL without spaces", "a';drop.com", "invalid_character"],
    ["markup", "<script>.com", "invalid_character"],
    ["an underscore", "a_b.com", "invalid_character"],
    ["an empty label", "a..com", "not_a_host_name"],
    ["a leading dot", ".alpha.com", "not_a_host_name"],
    ["a leading hyphen", "-a.com", "invalid_character"],
    ["a trailing hyphen", "a-.com", "invalid_character"],
  ])("%s", (_, input, code) => {
    expect(parseDomainName(input)).toMatchObject({ ok: false, code });
  });

  it("says what to write instead of an address", () => {
    expect(parseDomainName("https://alpha.com/path?q=1")).toMatchObject({
      detail: expect.stringContaining("such as alpha.com"),
    });
  });
});

it("never throws, and what it accepts it accepts again unchanged", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.domain(), fc.anything()), (input) => {
      const name = parseDomainName(input);
      if (name.ok) expect(parseDomainName(name.domain)).toEqual(name);
    }),
    { numRuns: 2_000 },
  );
});
