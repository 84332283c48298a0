import type { EventFilter } from "#contracts";

import { parseDomainName } from "./parse-domain-name.js";

/** A filter with canonical names, or the index of an invalid name. */
export type NormalisedFilter<Filter> =
  | { readonly ok: true; readonly filter: Filter }
  | { readonly ok: false; readonly index: number; readonly detail: string };

/** Parses the names of a filter in every spelling that a valuation accepts. */
export const normaliseFilter = <Filter extends Pick<EventFilter, "domains"> | undefined>(
  filter: Filter,
): NormalisedFilter<Filter> => {
  if (filter?.domains === undefined) return { ok: true, filter };
  const domains = new Set<string>();
  for (const [index, given] of filter.domains.entries()) {
    const name = parseDomainName(given);
    if (!name.ok) return { ok: false, index, detail: name.detail };
    domains.add(name.domain);
  }
  return { ok: true, filter: { ...filter, domains: [...domains] } };
};
