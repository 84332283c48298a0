import type { NameErrorCode } from "#contracts";
import { parse as parseSuffix } from "tldts";
import { toASCII } from "tr46";

/** A name that can be valued. */
export interface DomainName {
  readonly ok: true;
  /** The whole host name as asked: ASCII, lower case, IDNA-normalised, without a trailing dot. */
  readonly domain: string;
  /** The registrable label: `alpha` of `www.alpha.co.uk`. */
  readonly label: string;
  /** The public suffix: `co.uk` of `www.alpha.co.uk`. A suffix that no list knows is the last label: `eth`. */
  readonly suffix: string;
}

/** Why a name cannot be valued, and what to write instead. */
export interface RefusedName {
  readonly ok: false;
  readonly code: NameErrorCode;
  readonly detail: string;
}

/** RFC 1035, without the trailing dot. */
const MAX_NAME = 253;
const MAX_LABEL = 63;
/** Longer input is not looked at: no valid name is that long in any notation. */
const MAX_INPUT = 1_000;

const PLAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;
/** Dotted numbers in any notation that a resolver would take for an address: 1.2.3.4, 0x7f.1, 127.1. */
const NUMERIC_END = /(^|\.)(\d+|0x[\da-f]*)$/;
const IDNA = {
  checkBidi: true,
  checkJoiners: true,
  // Hyphens and lengths are looked at here, to say what is wrong.
  checkHyphens: false,
  verifyDNSLength: false,
  useSTD3ASCIIRules: true,
  transitionalProcessing: false,
};

/**
 * Reads one entry of a batch as a domain name. Upper case is lowered, one trailing dot dropped, Unicode normalised
 * by UTS #46 (non-transitional); anything else that is not a host name is refused, and the refusal says what to write.
 * A host below a registrable name (`www.alpha.com`) is kept as asked, and valued by its registrable label.
 * Never throws.
 */
export const parseDomainName = (input: unknown): DomainName | RefusedName => {
  if (typeof input !== "string")
    return refuse("not_a_string", `This is ${nameType(input)}; give the name as a string.`);
  if (input === "") return refuse("empty", "The name is empty.");
  if (input.length > MAX_INPUT)
    return refuse("too_long", `The name has ${input.length} characters; ${MAX_NAME} are allowed.`);
  const lower = dropTrailingDot(input.toLowerCase());
  if (PLAIN.test(lower) && !lower.includes("xn--")) return fromAscii(lower);
  return fromUnusual(lower);
};

/** Everything that is not plainly letters, digits, hyphens and dots. */
const fromUnusual = (lower: string): DomainName | RefusedName => {
  const refused = refuseByShape(lower);
  if (refused !== undefined) return refused;
  const ascii = toASCII(lower, IDNA);
  if (ascii !== null) return fromAscii(dropTrailingDot(ascii));
  if (toASCII(lower, { ...IDNA, checkBidi: false }) !== null) {
    return refuse(
      "mixed_direction",
      "The name mixes left-to-right and right-to-left characters in one label (RFC 5893).",
    );
  }
  if (/[_!-,;<=>?@[-`{-~]/.test(lower)) {
    return refuse(
      "invalid_character",
      "The name has a character that no host name may have; letters, digits and hyphens are allowed.",
    );
  }
  return refuse(
    "invalid_idn",
    "The name is no valid internationalised name (UTS #46): a label is broken or has a character that is not allowed.",
  );
};

const refuseByShape = (lower: string): RefusedName | undefined => {
  // eslint-disable-next-line no-control-regex
  if (/[\s\u0000-\u001f\u007f]/.test(lower)) {
    return refuse(
      "invalid_character",
      "The name has a space or a control character; leave it out.",
    );
  }
  if (/^\[?[\da-f]*:[\da-f:.]*\]?$/.test(lower))
    return refuse("ip_address", "This is an IP address; give a domain name.");
  const host =
    /^(?:[a-z][a-z\d+.-]*:)?\/\/([^/:?#@]+)/.exec(lower)?.[1] ?? /^([^/:?#@]+)/.exec(lower)?.[1];
  if (/[/\\?#@]/.test(lower)) {
    return refuse(
      "not_a_host_name",
      `This is an address, not a name${host === undefined ? "" : `; give the name alone, such as ${host}`}.`,
    );
  }
  if (lower.includes(":")) {
    return refuse(
      "not_a_host_name",
      `A name has no port or scheme${host === undefined ? "" : `; give the name alone, such as ${host}`}.`,
    );
  }
  return undefined;
};

const fromAscii = (domain: string): DomainName | RefusedName => {
  if (domain === "") return refuse("empty", "The name is empty.");
  if (domain.length > MAX_NAME)
    return refuse("too_long", `The name has ${domain.length} characters; ${MAX_NAME} are allowed.`);
  for (const label of domain.split(".")) {
    if (label === "")
      return refuse(
        "not_a_host_name",
        "Two dots follow each other, or the name begins with one: a label is empty.",
      );
    if (label.length > MAX_LABEL)
      return refuse(
        "label_too_long",
        `The label "${label.slice(0, 20)}…" has ${label.length} characters; ${MAX_LABEL} are allowed.`,
      );
    if (label.startsWith("-") || label.endsWith("-"))
      return refuse("invalid_character", `The label "${label}" begins or ends with a hyphen.`);
  }
  if (NUMERIC_END.test(domain))
    return refuse(
      "ip_address",
      "The name ends in a number, so it is read as an IP address; give a domain name.",
    );
  // The ICANN part of the list: `github.io` is somebody's name under `.io`, and can be sold.
  const { publicSuffix, domainWithoutSuffix, isIcann } = parseSuffix(domain, {
    allowPrivateDomains: false,
    extractHostname: false,
    validateHostname: false,
  });
  if (publicSuffix === null || domainWithoutSuffix === null || domainWithoutSuffix === "") {
    return domain.includes(".") || isIcann === true
      ? refuse(
          "public_suffix",
          `"${domain}" is a public suffix: names are registered below it, such as example.${domain}.`,
        )
      : refuse(
          "single_label",
          `"${domain}" has a single label; give a name with its suffix, such as ${domain}.com.`,
        );
  }
  return { ok: true, domain, label: domainWithoutSuffix, suffix: publicSuffix };
};

const dropTrailingDot = (name: string): string =>
  name.endsWith(".") && name !== "." ? name.slice(0, -1) : name;

const nameType = (input: unknown): string =>
  input === null ? "null" : Array.isArray(input) ? "an array" : `a ${typeof input}`;

const refuse = (code: NameErrorCode, detail: string): RefusedName => ({ ok: false, code, detail });
