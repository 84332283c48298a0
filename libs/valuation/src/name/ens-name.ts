import { ens_normalize as normalise } from "@adraffy/ens-normalize/xnf";
import type { NameErrorCode } from "#contracts";
import { decode, encode } from "punycode/punycode.es6.js";

const ACE = "xn--";

/**
 * The canonical form of an ENS name: normalised by ENSIP-15, and each label that is not ASCII as Punycode, so that it is
 * written like any other name. The first call with such a label reads the tables, for about a third of a second.
 * @param name with `.` between its labels, in any letter case
 * @returns the name in ASCII, or why ENS has no such name
 */
export const ensName = (
  name: string,
): { readonly ascii: string } | { readonly code: NameErrorCode; readonly detail: string } => {
  let unicode: string;
  try {
    unicode = name.split(".").map(toUnicode).join(".");
  } catch {
    return { code: "invalid_idn", detail: "A label begins with xn-- and is not valid Punycode." };
  }
  try {
    return { ascii: normalise(unicode).split(".").map(toAscii).join(".") };
  } catch (error) {
    const reason = (error as Error).message.replaceAll(/[\u200e\u200f]/g, "");
    return {
      code: codeOf(reason),
      detail: `ENS has no such name (ENSIP-15): ${reason.charAt(0).toLowerCase()}${reason.slice(1)}.`,
    };
  }
};

/** Whether plain ASCII in lower case is a normalised name as it is: all but a label such as `ab--cd`, which is reserved. */
export const isPlainEnsName = (name: string): boolean =>
  !name.split(".").some((label) => label.slice(2, 4) === "--");

const toUnicode = (label: string): string => {
  if (!label.toLowerCase().startsWith(ACE)) return label;
  const unicode = decode(label.slice(ACE.length));
  if (isAscii(unicode)) throw new RangeError("Punycode of plain ASCII");
  return unicode;
};

const toAscii = (label: string): string => (isAscii(label) ? label : `${ACE}${encode(label)}`);

// eslint-disable-next-line no-control-regex
const isAscii = (text: string): boolean => /^[\u0000-\u007f]*$/.test(text);

const codeOf = (reason: string): NameErrorCode => {
  if (reason.includes("disallowed character")) return "invalid_character";
  return reason.includes("empty label") ? "not_a_host_name" : "invalid_ens_name";
};
