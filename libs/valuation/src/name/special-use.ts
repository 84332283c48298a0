/** Reserved top-level names, and their purposes. `example` is left out: tests and documentation use it. */
const RESERVED: Readonly<Record<string, string>> = {
  // RFC 6761, 6762, 7686, 9476 and their registry at IANA
  alt: "is kept for systems of names beside the domain name system (RFC 9476)",
  arpa: "is the internet's own infrastructure (RFC 3172)",
  invalid: "never exists (RFC 6761)",
  local: "is a name of the local network (RFC 6762)",
  localhost: "is this machine itself (RFC 6761)",
  onion: "is an address in the Tor network (RFC 7686)",
  test: "is kept for tests (RFC 6761)",
  // ICANN: reserved for private networks in 2024, and never delegated because private networks use them
  internal: "is kept for private networks (ICANN)",
  corp: "is used in private networks, and is never delegated (ICANN)",
  home: "is used in private networks, and is never delegated (ICANN)",
  mail: "is used in private networks, and is never delegated (ICANN)",
  // RFC 6762, appendix G
  intranet: "is a name of private networks (RFC 6762)",
  lan: "is a name of private networks (RFC 6762)",
  private: "is a name of private networks (RFC 6762)",
  localdomain: "is a name of the local network",
};

/** Why a name below such a top level cannot be valued; undefined for all others. @param domain ASCII, lower case */
export const specialUseOf = (domain: string): string | undefined => {
  const top = domain.slice(domain.lastIndexOf(".") + 1);
  const use = Object.hasOwn(RESERVED, top) ? RESERVED[top] : undefined;
  return use === undefined
    ? undefined
    : `Nobody can own "${domain}": a name that ends in .${top} ${use}.`;
};
