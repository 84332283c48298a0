import type { NameErrorCode } from "#contracts";
import { toASCII } from "tr46";

import { ensName, isPlainEnsName } from "./ens-name.js";
import { specialUseOf } from "./special-use.js";
import { ENS_SUFFIX, splitDomainName, type NameParts } from "./split-domain-name.js";

/** A name that can be valued. */
export interface DomainName extends NameParts {
  readonly ok: true;
  /** The whole name: ASCII, lower case, normalised, without a trailing dot and without a `www.` in front. */
  readonly domain: string;
}

/** Why a name cannot be valued, and what to write instead. */
export interface RejectedName {
  readonly ok: false;
  readonly code: NameErrorCode;
  readonly detail: string;
}

/** RFC 1035, without the trailing dot. */
const MAX_NAME = 253;
const MAX_LABEL = 63;
const WWW = "www.";
/** Longer input is not looked at: no valid name is that long in any notation. */
const MAX_INPUT = 1_000;

const PLAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;
/** Dotted numbers in any notation that a resolver would take for an address: 1.2.3.4, 0x7f.1, 127.1. */
const NUMERIC_END = /(^|\.)(\d+|0x[\da-f]*)$/;
/** Full stops of other scripts, which people type and UTS #46 takes for dots. */
const OTHER_DOTS = /[\u3002\uff0e\uff61]/g;
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
 * Reads one entry of a batch as a domain name. Upper case is lowered, one trailing dot dropped, Unicode normalised by
 * UTS #46 (non-transitional), and by ENSIP-15 below `.eth`; anything else that is not a host name is rejected, and the
 * detail says what to write. `www.` in front of a name means the name. Another host below a registrable name
 * (`mail.alpha.com`) is kept as asked, and valued by its registrable label.
 * Never throws.
 */
export const parseDomainName = (input: unknown): DomainName | RejectedName => {
  if (typeof input !== "string")
    return reject("not_a_string", `This is ${nameType(input)}; give the name as a string.`);
  if (input === "") return reject("empty", "The name is empty.");
  if (input.length > MAX_INPUT)
    return reject("too_long", `The name has ${input.length} characters; ${MAX_NAME} are allowed.`);
  const name = dropTrailingDot(input.replaceAll(OTHER_DOTS, "."));
  const lower = name.toLowerCase();
  const isEns = lower.endsWith(`.${ENS_SUFFIX}`);
  if (PLAIN.test(lower) && !lower.includes("xn--") && (!isEns || isPlainEnsName(lower)))
    return isEns ? split(lower) : fromAscii(lower);
  return isEns ? fromEns(name, lower) : fromUnusual(lower);
};

const fromEns = (name: string, lower: string): DomainName | RejectedName => {
  const rejected = rejectByShape(lower);
  if (rejected !== undefined) return rejected;
  const read = ensName(name);
  return "ascii" in read ? split(read.ascii) : reject(read.code, read.detail);
};

/** Everything that is not plainly letters, digits, hyphens and dots. */
const fromUnusual = (lower: string): DomainName | RejectedName => {
  const rejected = rejectByShape(lower);
  if (rejected !== undefined) return rejected;
  const ascii = toASCII(lower, IDNA);
  if (ascii !== null) return fromAscii(dropTrailingDot(ascii));
  if (toASCII(lower, { ...IDNA, checkBidi: false }) !== null) {
    return reject(
      "mixed_direction",
      "The name mixes left-to-right and right-to-left characters in one label (RFC 5893).",
    );
  }
  if (/[_!-,;<=>?@[-`{-~]/.test(lower)) {
    return reject(
      "invalid_character",
      "The name has a character that no host name may have; letters, digits and hyphens are allowed.",
    );
  }
  return reject(
    "invalid_idn",
    "The name is no valid internationalised name (UTS #46): a label is broken or has a character that is not allowed.",
  );
};

const rejectByShape = (lower: string): RejectedName | undefined => {
  // eslint-disable-next-line no-control-regex
  if (/[\s\u0000-\u001f\u007f]/.test(lower)) {
    return reject(
      "invalid_character",
      "The name has a space or a control character; leave it out.",
    );
  }
  if (lower.includes("\ufffd")) {
    return reject(
      "invalid_character",
      "The name has a character that could not be decoded; send UTF-8, or declare the text's charset.",
    );
  }
  if (/^\[?[\da-f]*:[\da-f:.]*\]?$/.test(lower))
    return reject("ip_address", "This is an IP address; give a domain name.");
  const host =
    /^(?:[a-z][a-z\d+.-]*:)?\/\/([^/:?#@]+)/.exec(lower)?.[1] ?? /^([^/:?#@]+)/.exec(lower)?.[1];
  if (/[/\\?#@]/.test(lower)) {
    return reject(
      "not_a_host_name",
      `This is an address, not a name${host === undefined ? "" : `; give the name alone, such as ${host}`}.`,
    );
  }
  if (lower.includes(":")) {
    return reject(
      "not_a_host_name",
      `A name has no port or scheme${host === undefined ? "" : `; give the name alone, such as ${host}`}.`,
    );
  }
  return undefined;
};

const fromAscii = (domain: string): DomainName | RejectedName => {
  if (domain === "") return reject("empty", "The name is empty.");
  if (domain.length > MAX_NAME)
    return reject("too_long", `The name has ${domain.length} characters; ${MAX_NAME} are allowed.`);
  for (const label of domain.split(".")) {
    if (label === "")
      return reject(
        "not_a_host_name",
        "Two dots follow each other, or the name begins with one: a label is empty.",
      );
    if (label.length > MAX_LABEL)
      return reject(
        "label_too_long",
        `The label "${label.slice(0, 20)}…" has ${label.length} characters; ${MAX_LABEL} are allowed.`,
      );
    if (label.startsWith("-") || label.endsWith("-"))
      return reject("invalid_character", `The label "${label}" begins or ends with a hyphen.`);
  }
  if (NUMERIC_END.test(domain))
    return reject(
      "ip_address",
      "The name ends in a number, so it is read as an IP address; give a domain name.",
    );
  return split(domain);
};

/** @param domain ASCII, lower case, and valid but for what its suffix makes of it */
const split = (domain: string): DomainName | RejectedName => {
  if (domain.length > MAX_NAME)
    return reject("too_long", `The name has ${domain.length} characters; ${MAX_NAME} are allowed.`);
  const use = domain.includes(".") ? specialUseOf(domain) : undefined;
  if (use !== undefined) return reject("special_use", use);
  const parts = splitDomainName(domain);
  if (parts !== undefined) return { ok: true, domain: withoutWww(domain, parts), ...parts };
  return domain.includes(".") || domain === ENS_SUFFIX || isTopLevel(domain)
    ? reject(
        "public_suffix",
        `"${domain}" is a public suffix: names are registered below it, such as example.${domain}.`,
      )
    : reject(
        "single_label",
        `"${domain}" has a single label; give a name with its suffix, such as ${domain}.com.`,
      );
};

/** `www.com` is a name of its own. */
const withoutWww = (domain: string, parts: NameParts): string => {
  let name = domain;
  while (name.startsWith(WWW) && name !== `${WWW}${parts.suffix}`) name = name.slice(WWW.length);
  return name;
};

const isTopLevel = (label: string): boolean =>
  splitDomainName(`x.${label}`)?.isSuffixKnown === true;

const dropTrailingDot = (name: string): string =>
  name.endsWith(".") && name !== "." ? name.slice(0, -1) : name;

const nameType = (input: unknown): string =>
  input === null ? "null" : Array.isArray(input) ? "an array" : `a ${typeof input}`;

const reject = (code: NameErrorCode, detail: string): RejectedName => ({ ok: false, code, detail });
