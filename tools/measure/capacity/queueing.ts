/** A queue before several equal servers, each serving one request at a time. */
export interface Load {
  /** Requests a second. */
  readonly ratePerSecond: number;
  /** Mean time that a request keeps one server busy, in milliseconds. */
  readonly serviceMs: number;
  /** Standard deviation of that time over its mean: 0 is always the same, 1 exponential. */
  readonly serviceCv: number;
}

/** Servers that are busy on average: the load in Erlang. */
export const offeredLoad = ({ ratePerSecond, serviceMs }: Load): number =>
  (ratePerSecond * serviceMs) / 1_000;

/**
 * The share of requests that must wait, by Erlang's C formula; 1 when the servers cannot keep up. Computed by the
 * recursion of Erlang's B, which overflows for no number of servers.
 * @param load in Erlang, from 0
 */
export const erlangC = (servers: number, load: number): number => {
  if (load >= servers) return 1;
  let blocked = 1;
  for (let count = 1; count <= servers; count += 1)
    blocked = (load * blocked) / (count + load * blocked);
  return blocked / (1 - (load / servers) * (1 - blocked));
};

/**
 * Mean wait in milliseconds: that of M/M/c times (1 + cv²) / 2, which is Allen and Cunneen's approximation for arrivals
 * at random. Infinite when the servers cannot keep up.
 */
export const meanWaitMs = (load: Load, servers: number): number => {
  const erlang = offeredLoad(load);
  if (erlang >= servers) return Number.POSITIVE_INFINITY;
  const exponential = (erlangC(servers, erlang) * load.serviceMs) / (servers - erlang);
  return (exponential * (1 + load.serviceCv ** 2)) / 2;
};

/**
 * The time from arrival to the end of service within which a share of requests is done, in milliseconds. Those that
 * wait do so exponentially (exact for M/M/c), with the mean of `meanWaitMs`; service is a distribution of the given
 * mean and variation that makes the sum solvable: see `servicePhases`.
 * @param share from 0 to 1, such as 0.95
 */
export const timeWithinMs = (load: Load, servers: number, share: number): number => {
  const mean = meanWaitMs(load, servers);
  if (!Number.isFinite(mean)) return Number.POSITIVE_INFINITY;
  const waiting = erlangC(servers, offeredLoad(load));
  const waitMs = waiting === 0 ? 0 : mean / waiting;
  const { shiftMs, phases } = servicePhases(load);
  const beyond = (ms: number): number =>
    ms < shiftMs
      ? 1
      : phases.reduce(
          (sum, phase) =>
            sum + phase.weight * beyondSum(ms - shiftMs, waiting, waitMs, phase.meanMs),
          0,
        );
  let low = 0;
  let high = shiftMs + load.serviceMs;
  while (beyond(high) > 1 - share) high *= 2;
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    if (beyond(middle) > 1 - share) low = middle;
    else high = middle;
  }
  return high;
};

/** The fewest servers that finish `share` of requests within `goalMs`; undefined when no number does. */
export const serversFor = (load: Load, goalMs: number, share: number): number | undefined => {
  // With ever more servers nobody waits: what is left is the service itself.
  const alone = timeWithinMs({ ...load, ratePerSecond: 0 }, 1, share);
  if (alone >= goalMs) return undefined;
  let servers = Math.floor(offeredLoad(load)) + 1;
  while (timeWithinMs(load, servers, share) > goalMs) servers += 1;
  return servers;
};

interface Phases {
  readonly shiftMs: number;
  readonly phases: readonly { readonly weight: number; readonly meanMs: number }[];
}

/**
 * A service time of the given mean and variation: up to 1 a fixed part and an exponential one, above 1 either of two
 * exponential ones with balanced means.
 */
const servicePhases = ({ serviceMs, serviceCv }: Load): Phases => {
  if (serviceCv <= 1) {
    const randomMs = serviceMs * serviceCv;
    return { shiftMs: serviceMs - randomMs, phases: [{ weight: 1, meanMs: randomMs }] };
  }
  const squared = serviceCv ** 2;
  const short = (1 + Math.sqrt((squared - 1) / (squared + 1))) / 2;
  const phases = [short, 1 - short].map((weight) => ({
    weight,
    meanMs: serviceMs / (2 * weight),
  }));
  return { shiftMs: 0, phases };
};

/** The chance that wait and an exponential time together last longer than `ms`. */
const beyondSum = (ms: number, waiting: number, waitMs: number, meanMs: number): number => {
  const after = (mean: number): number => (mean === 0 ? 0 : Math.exp(-ms / mean));
  const gap = waitMs - meanMs;
  // Two equal means are the one case that the general formula cannot divide by.
  const both =
    Math.abs(gap) < 1e-9 * Math.max(waitMs, meanMs)
      ? (1 + ms / meanMs) * after(meanMs)
      : (waitMs * after(waitMs) - meanMs * after(meanMs)) / gap;
  return (1 - waiting) * after(meanMs) + waiting * both;
};
