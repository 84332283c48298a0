import { within } from "#concurrency";
import { LANES, type LaneState, type SystemPart, type SystemReport } from "#contracts";
import { TransportUnavailableError } from "#transport";

import type { AdmissionSnapshot } from "../admission/admission-queue.js";

/** A check that takes longer has failed. */
const TIMEOUT_MS = 2_500;

/** The part of the queue that is used here. */
export interface QueueDepth {
  waitingCount(lane: (typeof LANES)[number]): Promise<number>;
  oldestWaitingSeconds(lane: (typeof LANES)[number]): Promise<number>;
}

/** The current state of the system's parts. */
export class SystemState {
  /** @param checks by the part's name; each throws if its part is not ready */
  constructor(
    private readonly checks: Readonly<Record<string, () => Promise<void>>>,
    private readonly queue: QueueDepth,
    private readonly admission: () => AdmissionSnapshot,
  ) {}

  /** Never fails: it reports what is unavailable. */
  async report(nowMs: number): Promise<SystemReport> {
    const [parts, lanes] = await Promise.all([
      Promise.all(Object.entries(this.checks).map(([name, check]) => ask(name, check))),
      this.lanes(),
    ]);
    const { inFlight, queued, rejected, estimatedWaitMs } = this.admission();
    return {
      at: new Date(nowMs).toISOString(),
      uptime_s: Math.round(process.uptime()),
      parts,
      lanes,
      admission: {
        under_way: inFlight + queued,
        rejected,
        queued,
        estimated_wait_ms: estimatedWaitMs === undefined ? null : Math.round(estimatedWaitMs),
      },
    };
  }

  private async lanes(): Promise<LaneState[] | null> {
    try {
      return await within(
        TIMEOUT_MS,
        Promise.all(
          LANES.map(async (lane) => ({
            lane,
            waiting: await this.queue.waitingCount(lane),
            oldest_waiting_s: await this.queue.oldestWaitingSeconds(lane),
          })),
        ),
        () => new CheckTimeout(),
      );
    } catch (error) {
      if (error instanceof TransportUnavailableError || error instanceof CheckTimeout) return null;
      throw error;
    }
  }
}

class CheckTimeout extends Error {
  override readonly name = "CheckTimeout";
  constructor() {
    super(`no answer within ${TIMEOUT_MS} ms`);
  }
}

const ask = async (name: string, check: () => Promise<void>): Promise<SystemPart> => {
  const fromMs = performance.now();
  const took = (): number => Number((performance.now() - fromMs).toFixed(1));
  try {
    await within(TIMEOUT_MS, check(), () => new CheckTimeout());
    return { name, is_ready: true, detail: null, took_ms: took() };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { name, is_ready: false, detail, took_ms: took() };
  }
};
