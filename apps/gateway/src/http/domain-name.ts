import { parseDomainName, type DomainName } from "#valuation";

import { invalidAt } from "./problem-error.js";

/** The name that a request gives in `/domain`. @throws ProblemError for what is no name */
export const domainNameOf = (given: string): DomainName => {
  const name = parseDomainName(given);
  if (name.ok) return name;
  throw invalidAt("/domain", name.detail);
};
