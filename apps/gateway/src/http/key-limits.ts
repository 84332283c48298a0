import type { ApiKey } from "#config";
import type { KeyUse } from "#storage";

const MINUTE_MS = 60_000;
/** What was counted here is told to the other gateways this long after. */
const SHARE_MS = 250;

/** What a key may still do in this minute. */
export interface Allowance {
  readonly isAllowed: boolean;
  readonly perMinute: number;
  readonly left: number;
  /** Until the next minute, in whole seconds, 1 at the least. */
  readonly resetS: number;
}

interface Window {
  readonly minute: number;
  /** By all gateways, as they had told it last. */
  shared: number;
  /** Here, since. */
  unshared: number;
}

/**
 * Limits of requests a minute that several gateways share. Each counts by itself and shares its count a quarter of a
 * second later, so a request costs no round trip; it hears of the others only then, so that a burst may have the whole
 * limit at each.
 */
export class KeyLimits {
  private readonly windows = new Map<string, Window>();
  private timer: NodeJS.Timeout | undefined;
  /** Whether the last count could not be told. */
  private isAway = false;

  /**
   * @param add adds counts to those of all gateways, and tells these
   * @param onError told once for as long as that fails
   */
  constructor(
    private readonly add: (uses: readonly KeyUse[]) => Promise<readonly KeyUse[]>,
    private readonly onError: (error: Error) => void,
  ) {}

  /** Counts a request; one that is refused is not counted. Undefined for a key without a limit. */
  take({ name, perMinute }: ApiKey, nowMs: number): Allowance | undefined {
    if (perMinute === undefined) return undefined;
    const minute = Math.floor(nowMs / MINUTE_MS);
    const before = this.windows.get(name);
    const window = before?.minute === minute ? before : { minute, shared: 0, unshared: 0 };
    this.windows.set(name, window);
    const used = window.shared + window.unshared;
    const isAllowed = used < perMinute;
    if (isAllowed) window.unshared += 1;
    this.arm();
    return {
      isAllowed,
      perMinute,
      left: Math.max(0, perMinute - used - 1),
      resetS: Math.max(1, Math.ceil(((minute + 1) * MINUTE_MS - nowMs) / 1_000)),
    };
  }

  private arm(): void {
    this.timer ??= setTimeout(() => void this.share(), SHARE_MS).unref();
  }

  private async share(): Promise<void> {
    const told = [...this.windows]
      .filter(([, { unshared }]) => unshared > 0)
      .map(([name, window]) => ({
        window,
        use: { name, minute: window.minute, used: window.unshared },
      }));
    try {
      const totals = told.length === 0 ? [] : await this.add(told.map(({ use }) => use));
      for (const { window, use } of told) {
        const total = totals.find(({ name, minute }) => name === use.name && minute === use.minute);
        window.unshared -= use.used;
        window.shared = total?.used ?? window.shared;
      }
      this.isAway = false;
    } catch (error) {
      // What is not told now is told with the next.
      if (!this.isAway) this.onError(error as Error);
      this.isAway = true;
    } finally {
      this.timer = undefined;
      // What was counted meanwhile is not to wait for another request.
      if ([...this.windows.values()].some(({ unshared }) => unshared > 0)) this.arm();
    }
  }
}
