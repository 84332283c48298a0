import type { ApiKey } from "./api-keys.js";

/** Part of a limit that a gateway leases at once: every lease waits for the database, and some of it may stay unused. */
const SHARE = 0.1;

/** What a key may still do in a window of time. */
export interface Allowance {
  readonly label: "minute" | "day";
  readonly windowS: number;
  readonly limit: number;
  /** Over all gateways, as far as this one knows. */
  readonly left: number;
  /** Until the next window, in whole seconds, 1 at the least. */
  readonly resetS: number;
  /** Whether this window has room for the request. */
  readonly isAllowed: boolean;
}

/** A part of what a key may use in a window of time; windows are counted since the epoch. */
export interface WantedLease {
  readonly name: string;
  readonly windowS: number;
  readonly number: number;
  readonly requests: number;
}

interface Window {
  readonly number: number;
  /** What this gateway has taken for itself, and how much of that is used. */
  leased: number;
  used: number;
  /** What all gateways have taken, as this one heard last. */
  taken: number;
  pending: Promise<void> | undefined;
}

interface Rule {
  readonly label: Allowance["label"];
  readonly windowS: number;
  readonly limit: number;
}

/**
 * Limits of requests that hold over all gateways. Each takes a tenth of a key's limit at a time from a count that they
 * share, and lets requests through by what it has taken: nine in ten of the largest bursts cost no round trip, and all
 * gateways together never let through more than the limit. What a gateway has taken and does not need is lost for that
 * minute or day.
 */
export class KeyLimits {
  private readonly windows = new Map<string, Window>();
  /** Whether the last lease failed. */
  private isUnavailable = false;

  /**
   * @param lease takes a part of a window; returns the total of all leases
   * @param onError called once per outage: each gateway applies the limits by itself then
   */
  constructor(
    private readonly lease: (wanted: WantedLease) => Promise<number>,
    private readonly onError: (error: Error) => void,
  ) {}

  /** Counts a request in every window; a rejected one is not counted. Empty for a key without limits. */
  async take(key: ApiKey, nowMs: number): Promise<readonly Allowance[]> {
    const rules = rulesOf(key).map((rule) => ({
      rule,
      window: this.windowOf(key.name, rule, nowMs),
    }));
    for (const { rule, window } of rules)
      while (window.used >= window.leased && window.taken < rule.limit)
        await (window.pending ??= this.takeMore(key.name, rule, window));
    const isAllowed = rules.every(({ window }) => window.used < window.leased);
    return rules.map(({ rule: { label, windowS, limit }, window }) => {
      const hasRoom = window.used < window.leased;
      if (isAllowed) window.used += 1;
      const nextMs = (window.number + 1) * windowS * 1_000;
      return {
        label,
        windowS,
        limit,
        left: window.leased - window.used + Math.max(0, limit - window.taken),
        resetS: Math.max(1, Math.ceil((nextMs - nowMs) / 1_000)),
        isAllowed: hasRoom,
      };
    });
  }

  private windowOf(name: string, { label, windowS }: Rule, nowMs: number): Window {
    const number = Math.floor(nowMs / (windowS * 1_000));
    const known = this.windows.get(`${name} ${label}`);
    if (known?.number === number) return known;
    const window: Window = { number, leased: 0, used: 0, taken: 0, pending: undefined };
    this.windows.set(`${name} ${label}`, window);
    return window;
  }

  private async takeMore(name: string, { windowS, limit }: Rule, window: Window): Promise<void> {
    const requests = Math.ceil(limit * SHARE);
    try {
      const taken = await this.lease({ name, windowS, number: window.number, requests });
      window.leased += Math.min(requests, Math.max(0, limit - (taken - requests)));
      window.taken = taken;
      this.isUnavailable = false;
    } catch (error) {
      if (!this.isUnavailable) this.onError(error as Error);
      this.isUnavailable = true;
      window.leased = Math.min(limit, window.leased + requests);
      window.taken = Math.max(window.taken, window.leased);
    } finally {
      window.pending = undefined;
    }
  }
}

const rulesOf = ({ perMinute, perDay }: ApiKey): Rule[] => [
  ...(perMinute === undefined ? [] : [{ label: "minute" as const, windowS: 60, limit: perMinute }]),
  ...(perDay === undefined ? [] : [{ label: "day" as const, windowS: 86_400, limit: perDay }]),
];
