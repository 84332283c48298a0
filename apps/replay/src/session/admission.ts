import type { Allowance, ApiKey } from "#keys";

import type { Plan } from "../subscription/plan.js";
import { StreamError } from "../subscription/stream-error.js";
import { Quota } from "./quota.js";

/** Authentication of the stream, with keys. */
export interface StreamKeys {
  find(shown: string | undefined): ApiKey | undefined;
  /** Counts a call in the limits that the key has with REST, too. @returns the window that is used up */
  count(key: ApiKey): Promise<Allowance | undefined>;
}

/** Maximum connections of a process: each may have a mebibyte of unsent bytes. */
export const MAX_CONNECTIONS = 4_000;
const MAX_CONNECTIONS_PER_KEY = 1_000;
const MAX_SUBSCRIPTIONS = 16_000;
const MAX_SUBSCRIPTIONS_PER_KEY = 4_000;
/** Maximum replays: subscriptions that are paced, end, or read a manifest. */
const MAX_REPLAYS = 2_000;
const MAX_REPLAYS_PER_KEY = 500;
const RETRY_AFTER_MS = 1_000;

/** Limits of a process, per key and in total. */
export class Admission {
  private readonly connections = new Quota(MAX_CONNECTIONS, MAX_CONNECTIONS_PER_KEY);
  private readonly subscriptions = new Quota(MAX_SUBSCRIPTIONS, MAX_SUBSCRIPTIONS_PER_KEY);
  private readonly replays = new Quota(MAX_REPLAYS, MAX_REPLAYS_PER_KEY);

  /** @param keys undefined without keys, when every client may follow */
  constructor(private readonly keys: StreamKeys | undefined) {}

  /** Whether clients must authenticate. */
  get hasKeys(): boolean {
    return this.keys !== undefined;
  }

  findKey(shown: string | undefined): ApiKey | undefined {
    return this.keys?.find(shown);
  }

  /** Counts an authenticated connection. @returns a function that releases it @throws StreamError `limit` */
  connect(key: ApiKey): () => void {
    const leave = this.connections.take(key.name);
    if (leave !== undefined) return leave;
    throw new StreamError(
      "limit",
      `Key ${key.name} has reached the limit of ${MAX_CONNECTIONS_PER_KEY} connections to this process.`,
      { temporary: true, retry_after_ms: RETRY_AFTER_MS },
    );
  }

  /** Counts a call of a key. @throws StreamError `rate_limited`, StorageUnavailableError */
  async countCall(key: ApiKey | undefined): Promise<void> {
    const spent = key === undefined ? undefined : await this.keys?.count(key);
    if (spent === undefined) return;
    throw new StreamError(
      "rate_limited",
      `This key may make ${spent.limit} requests per ${spent.label}; subscribe and control count, as REST calls do.`,
      { temporary: true, retry_after_ms: spent.resetS * 1_000 },
    );
  }

  /**
   * Counts a subscription.
   * @param key undefined without keys
   * @returns a function that releases it
   * @throws StreamError `limit` or `replay_busy`
   */
  subscribe({ source, to, speed }: Plan, key: ApiKey | undefined): () => void {
    const later = { temporary: true, retry_after_ms: RETRY_AFTER_MS };
    const leave = this.subscriptions.take(key?.name);
    if (leave === undefined)
      throw new StreamError("limit", "This process has no room for more subscriptions.", later);
    if (source.isLive && to === undefined && speed === 0) return leave;
    const leaveReplay = this.replays.take(key?.name);
    if (leaveReplay === undefined) {
      leave();
      throw new StreamError("replay_busy", "Too many replays are running.", later);
    }
    return () => {
      leave();
      leaveReplay();
    };
  }
}
