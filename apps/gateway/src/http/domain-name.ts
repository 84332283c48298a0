import type { EventFilter } from "#contracts";
import { normaliseFilter, parseDomainName, type DomainName } from "#valuation";

import { invalidAt } from "./problem-error.js";

/** The name of a request at `pointer`. @throws ProblemError for an invalid name */
export const domainNameOf = (given: string, pointer = "/domain"): DomainName => {
  const name = parseDomainName(given);
  if (name.ok) return name;
  throw invalidAt(pointer, name.detail);
};

/**
 * A filter with canonical names, as events have them.
 * @param pointer to its `domains`
 * @throws ProblemError for an invalid name
 */
export const filterOf = <Filter extends Pick<EventFilter, "domains"> | undefined>(
  filter: Filter,
  pointer: string,
): Filter => {
  const read = normaliseFilter(filter);
  if (read.ok) return read.filter;
  throw invalidAt(`${pointer}/${read.index}`, read.detail);
};
