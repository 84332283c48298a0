import { parse as parseSuffix } from "tldts";

import { REGISTRY_SUFFIXES } from "./registry-suffixes.js";

/** The Ethereum Name Service is no part of the domain name system, and its names are sold like any other. */
export const ENS_SUFFIX = "eth";

/** The parts of a name. */
export interface NameParts {
  /** The registrable label: `alpha` of `mail.alpha.co.uk`. */
  readonly label: string;
  /** The suffix that it is registered below: `co.uk` of `mail.alpha.co.uk`. */
  readonly suffix: string;
  /** False where no list knows the suffix; it is the last label then. */
  readonly isSuffixKnown: boolean;
}

/**
 * Splits a name that is in its canonical form already, such as one that is stored: nothing is checked again.
 * @param domain ASCII, lower case
 * @returns undefined for a suffix, and for a single label
 */
export const splitDomainName = (domain: string): NameParts | undefined => {
  const labels = domain.split(".");
  const lastTwo = labels.slice(-2).join(".");
  if (REGISTRY_SUFFIXES.has(lastTwo)) {
    const label = labels.at(-3);
    return label === undefined ? undefined : { label, suffix: lastTwo, isSuffixKnown: true };
  }
  // The ICANN part of the list: `github.io` is somebody's name under `.io`, and can be sold.
  const { publicSuffix, domainWithoutSuffix, isIcann } = parseSuffix(domain, {
    allowPrivateDomains: false,
    extractHostname: false,
    validateHostname: false,
  });
  return publicSuffix === null || domainWithoutSuffix === null || domainWithoutSuffix === ""
    ? undefined
    : {
        label: domainWithoutSuffix,
        suffix: publicSuffix,
        isSuffixKnown: isIcann === true || publicSuffix === ENS_SUFFIX,
      };
};
