const YEAR_DAYS = 365;
const DAY_MS = 86_400_000;

/** A share at a moment: decimal strings, and milliseconds since the epoch. */
export interface SharePoint {
  readonly atMs: number;
  readonly navPerShare: string;
  /** All income that one share had been paid until then. */
  readonly distributedPerShare: string;
}

/**
 * The return of a share between two moments as a yearly rate, income included:
 * ((NAV₁ + income between) ÷ NAV₀) ^ (365 days ÷ time) − 1.
 * @returns 0.1 for ten per cent; undefined where the time or the first NAV is not above zero
 */
export const annualisedReturn = (from: SharePoint, to: SharePoint): number | undefined => {
  const days = (to.atMs - from.atMs) / DAY_MS;
  const start = Number(from.navPerShare);
  if (days <= 0 || start <= 0) return undefined;
  const income = Number(to.distributedPerShare) - Number(from.distributedPerShare);
  const growth = Math.max(0, (Number(to.navPerShare) + income) / start);
  const rate = growth ** (YEAR_DAYS / days) - 1;
  return Number.isFinite(rate) ? rate : undefined;
};
