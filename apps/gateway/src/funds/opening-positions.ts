import type { FundRequest, Problem } from "#contracts";
import type { FundRepository } from "#storage";
import { parseDomainName, type OpeningPosition } from "#valuation";

import { ProblemError } from "../http/problem-error.js";

/** A position of a new fund, by its canonical name. */
export interface NamedPosition extends OpeningPosition {
  readonly domain: string;
}

type Errors = NonNullable<Problem["errors"]>;

/** Maximum names of positions in a problem's text; its `errors` list all. */
const MAX_LISTED = 10;

/**
 * The positions of a request with the newest value of each, all in one currency.
 * @throws ProblemError for names that are invalid, duplicated, without a value, or in another currency
 */
export const openingPositions = async (
  funds: FundRepository,
  request: FundRequest,
): Promise<{ currency: string; positions: NamedPosition[] }> => {
  const domains = readDomains(request);
  const values = await funds.valuesOf(domains);
  const missing = domains.filter((domain) => !values.has(domain));
  if (missing.length > 0) {
    throw new ProblemError(
      "conflict",
      `These positions have no value yet: ${listed(missing)}. POST them to /api/v1/valuation/batch first.`,
      missing.map((domain) => ({
        pointer: pointerTo(domains.indexOf(domain)),
        detail: `${domain} was never valued`,
      })),
    );
  }
  const worthless = domains.filter((domain) => !/[1-9]/.test(values.get(domain)?.value ?? "0"));
  if (worthless.length > 0) {
    throw new ProblemError(
      "conflict",
      `These positions are valued at zero, so no amount of money buys a part of one: leave out ${listed(worthless)}.`,
      worthless.map((domain) => ({
        pointer: pointerTo(domains.indexOf(domain)),
        detail: `${domain} is valued at zero`,
      })),
    );
  }
  const currency = request.currency ?? values.get(domains[0] ?? "")?.currency ?? "";
  const others = domains.filter((domain) => values.get(domain)?.currency !== currency);
  if (others.length > 0) {
    throw new ProblemError(
      "conflict",
      `A fund has one currency, here ${currency}, and there are no exchange rates: leave out ${listed(others)}.`,
      others.map((domain) => ({
        pointer: pointerTo(domains.indexOf(domain)),
        detail: `${domain} is valued in ${values.get(domain)?.currency ?? "no currency"}`,
      })),
    );
  }
  return {
    currency,
    positions: domains.map((domain, index) => ({
      domain,
      weightBps: request.positions[index]?.weight_bps ?? 0,
      value: values.get(domain)?.value ?? "0",
    })),
  };
};

const readDomains = ({ positions }: FundRequest): string[] => {
  const errors: Errors = [];
  const seen = new Map<string, number>();
  const domains = positions.map(({ domain: input }, index) => {
    const name = parseDomainName(input);
    if (!name.ok) {
      errors.push({ pointer: pointerTo(index), detail: name.detail });
      return "";
    }
    const first = seen.get(name.domain);
    if (first !== undefined)
      errors.push({ pointer: pointerTo(index), detail: `${name.domain} is position ${first} too` });
    seen.set(name.domain, first ?? index);
    return name.domain;
  });
  const [error] = errors;
  if (error === undefined) return domains;
  throw new ProblemError(
    "invalid-request",
    `The body does not fit the contract at ${error.pointer}: ${error.detail}`,
    errors,
  );
};

const pointerTo = (index: number): string => `/positions/${index}/domain`;

const listed = (domains: readonly string[]): string =>
  domains.length <= MAX_LISTED
    ? domains.join(", ")
    : `${domains.slice(0, MAX_LISTED).join(", ")} and ${domains.length - MAX_LISTED} more`;
