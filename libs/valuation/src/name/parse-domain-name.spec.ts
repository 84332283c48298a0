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
    ["mail.alpha.co.uk", "mail.alpha.co.uk", "alpha", "co.uk"],
    ["github.io", "github.io", "github", "io"],
    ["münchen.de", "xn--mnchen-3ya.de", "xn--mnchen-3ya", "de"],
    ["xn--mnchen-3ya.de", "xn--mnchen-3ya.de", "xn--mnchen-3ya", "de"],
    ["MÜNCHEN.DE", "xn--mnchen-3ya.de", "xn--mnchen-3ya", "de"],
    ["faß.de", "xn--fa-hia.de", "xn--fa-hia", "de"],
    ["ａｌｐｈａ.com", "alpha.com", "alpha", "com"],
    ["alpha。com", "alpha.com", "alpha", "com"],
    ["alpha．com｡", "alpha.com", "alpha", "com"],
    ["ab--cd.com", "ab--cd.com", "ab--cd", "com"],
    ["1.com", "1.com", "1", "com"],
    [`${label63}.com`, `${label63}.com`, label63, "com"],
  ])("%s", (input, domain, label, suffix) => {
    expect(parseDomainName(input)).toEqual({
      ok: true,
      domain,
      label,
      suffix,
      isSuffixKnown: true,
    });
  });

  it.each([
    ["www.alpha.com", "alpha.com"],
    ["WWW.alpha.co.uk.", "alpha.co.uk"],
    ["www.alpha.eth", "alpha.eth"],
    ["www.plumbers-of-leeds.uk.com", "plumbers-of-leeds.uk.com"],
    ["www.www.alpha.com", "alpha.com"],
    ["www.blog.alpha.com", "blog.alpha.com"],
    ["www.com", "www.com"],
    ["www.co.uk", "www.co.uk"],
    ["www.uk.com", "www.uk.com"],
    ["www.www.com", "www.com"],
    ["wwwalpha.com", "wwwalpha.com"],
  ])("%s means %s", (input, domain) => {
    expect(parseDomainName(input)).toMatchObject({ ok: true, domain });
  });

  it.each([
    ["plumbers-of-leeds.uk.com", "plumbers-of-leeds", "uk.com"],
    ["alpha.eu.com", "alpha", "eu.com"],
    ["alpha.co.com", "alpha", "co.com"],
    ["mail.alpha.de.com", "alpha", "de.com"],
    ["alpha.com.de", "alpha", "com.de"],
    ["alpha.github.io", "github", "io"],
    ["alpha.blogspot.com", "blogspot", "com"],
  ])("%s is registered as %s below %s", (input, label, suffix) => {
    expect(parseDomainName(input)).toMatchObject({ ok: true, label, suffix, isSuffixKnown: true });
  });

  it.each(["alpha.example", "alpha.nosuchtld", "alpha.crypto", "bücher.example"])(
    "the suffix of %s is unknown",
    (input) => {
      expect(parseDomainName(input)).toMatchObject({ ok: true, isSuffixKnown: false });
    },
  );
});

describe("names of the Ethereum Name Service", () => {
  it.each([
    ["😀.eth", "xn--e28h.eth", "xn--e28h"],
    ["xn--e28h.eth", "xn--e28h.eth", "xn--e28h"],
    ["❤️.eth", "xn--qei.eth", "xn--qei"],
    ["❤.eth", "xn--qei.eth", "xn--qei"],
    ["Ⅷ.eth", "viii.eth", "viii"],
    ["ｆｕｌｌ.eth", "full.eth", "full"],
    ["Alpha.ETH", "alpha.eth", "alpha"],
    ["_alpha.eth", "_alpha.eth", "_alpha"],
    ["$.eth", "$.eth", "$"],
    ["-alpha-.eth", "-alpha-.eth", "-alpha-"],
    ["日本。eth", "xn--wgv71a.eth", "xn--wgv71a"],
    [`${"a".repeat(100)}.eth`, `${"a".repeat(100)}.eth`, "a".repeat(100)],
  ])("%s", (input, domain, label) => {
    const name = { ok: true, domain, label, suffix: "eth", isSuffixKnown: true };
    expect(parseDomainName(input)).toEqual(name);
    expect(parseDomainName(domain)).toEqual(name);
  });

  it.each([
    ["faceboоk.eth", "invalid_ens_name", "illegal mixture"],
    ["аррӏе.eth", "invalid_ens_name", "confusable"],
    ["אab.eth", "invalid_ens_name", "illegal mixture"],
    ["a_b.eth", "invalid_ens_name", "underscore allowed only at start"],
    ["ab--cd.eth", "invalid_ens_name", "invalid label extension"],
    ["xn--zzzzz-.eth", "invalid_idn", "Punycode"],
    ["xn--\u00fc.eth", "invalid_idn", "Punycode"],
    ["a,b.eth", "invalid_character", "disallowed character"],
    ["a..eth", "not_a_host_name", "empty label"],
    ["eth", "public_suffix", "suffix"],
  ])("%s is rejected with the true reason", (input, code, detail) => {
    const name = parseDomainName(input);
    expect(name).toMatchObject({ ok: false, code });
    expect(name).toMatchObject({ detail: expect.stringContaining(detail) as string });
  });
});

describe("names that cannot be registered", () => {
  it.each([
    "printer.local",
    "alpha.invalid",
    "alpha.localhost",
    "alpha.test",
    "alpha.internal",
    "router.home.arpa",
    "home.arpa",
    "1.0.0.127.in-addr.arpa",
    "abc.onion",
    "alpha.alt",
    "nas.lan",
    "BÜCHER.local",
  ])("%s", (input) => {
    const name = parseDomainName(input);
    expect(name).toMatchObject({ ok: false, code: "special_use" });
    expect(name).toMatchObject({ detail: expect.stringContaining("Nobody can own") as string });
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
    ["a suffix that a registry runs", "uk.com", "public_suffix"],
    ["what could not be decoded", "b\ufffdcher.com", "invalid_character"],
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
