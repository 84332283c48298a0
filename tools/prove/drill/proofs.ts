import type { Followed } from "./followers.js";
import { hashOf } from "./followers.js";
import type { AnsweredBatch, UnansweredRequest } from "./load.js";

/** An event of the log, from `GET /events`. */
export interface LoggedEvent {
  readonly seq: number;
  readonly eid: string;
  readonly type: string;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A batch as it is found at the end: its names in the order of its results, and those that have no value. */
export interface FoundBatch {
  readonly status: string;
  readonly names: readonly string[];
}

/** What is to hold, and what speaks against it; nothing, when it does. */
export interface Proof {
  readonly claim: string;
  readonly against: readonly string[];
}

const MAX_SHOWN = 5;

const proof = (claim: string, against: readonly string[]): Proof => ({
  claim,
  against:
    against.length <= MAX_SHOWN
      ? against
      : [...against.slice(0, MAX_SHOWN), `… and ${against.length - MAX_SHOWN} more`],
});

/** `seq` is 1, 2, 3, … and no event is in the log twice. */
export const proveLog = (log: readonly LoggedEvent[]): Proof => {
  const against: string[] = [];
  const eids = new Set<string>();
  for (const [index, { seq, eid }] of log.entries()) {
    if (seq !== index + 1) against.push(`place ${index + 1} of the log has seq ${seq}`);
    if (eids.has(eid)) against.push(`${eid} is in the log twice`);
    eids.add(eid);
  }
  return proof(`the log's ${log.length} events are numbered without a gap, none twice`, against);
};

/** Every batch that was answered is there and complete, each of its names once, with one event each. */
export const proveBatches = (
  answered: readonly AnsweredBatch[],
  found: ReadonlyMap<string, FoundBatch>,
  log: readonly LoggedEvent[],
): Proof => {
  const against: string[] = [];
  const valued = new Map<string, number>();
  const batchOf = new Map<string, string>();
  for (const { type, data } of log) {
    if (type !== "valuation_update") continue;
    const domain = String(data["domain"]);
    const batchId = String(data["batch_id"]);
    valued.set(`${batchId} ${domain}`, (valued.get(`${batchId} ${domain}`) ?? 0) + 1);
    if (!domain.startsWith("drill-")) continue;
    const other = batchOf.get(domain);
    if (other !== undefined && other !== batchId)
      against.push(`${domain} was valued for two batches, ${other} and ${batchId}`);
    batchOf.set(domain, batchId);
  }
  for (const { batchId, status, names } of answered) {
    const batch = found.get(batchId);
    if (batch?.status !== "completed") {
      against.push(`batch ${batchId}, answered ${status}, is ${batch?.status ?? "not there"}`);
      continue;
    }
    if (batch.names.join() !== names.join())
      against.push(`batch ${batchId} has ${batch.names.length} results for ${names.length} names`);
    const bad = names.filter((name) => valued.get(`${batchId} ${name}`) !== 1);
    if (bad.length > 0)
      against.push(
        `batch ${batchId}: ${bad.length} names do not have one event, ${bad[0]} for one`,
      );
  }
  const total = answered.reduce((sum, { names }) => sum + names.length, 0);
  return proof(
    `all of ${answered.length} answered batches are complete, each of ${total} names once`,
    against,
  );
};

/** What was rejected left no trace; what ended without an answer happened once, or not at all. */
export const proveUnanswered = (
  histories: readonly UnansweredRequest[],
  log: readonly LoggedEvent[],
): Proof => {
  const events = new Map<string, number>();
  for (const { type, data } of log) {
    if (type !== "valuation_update") continue;
    const domain = String(data["domain"]);
    events.set(domain, (events.get(domain) ?? 0) + 1);
  }
  const against = histories.flatMap(({ names, outcome }) => {
    const counts = names.map((name) => events.get(name) ?? 0);
    if (outcome === "rejected")
      return counts.some((count) => count > 0) ? [`${names[0]} was rejected, and is valued`] : [];
    return counts.every((count) => count === 0) || counts.every((count) => count === 1)
      ? []
      : [`${names[0]} ended without an answer; its names have ${counts.join(", ")} events`];
  });
  return proof(
    `all of ${histories.length} requests without an answer happened once or not at all`,
    against,
  );
};

/** Every market event that was accepted is in the log. */
export const proveMarket = (accepted: readonly string[], log: readonly LoggedEvent[]): Proof => {
  const eids = new Set(log.map(({ eid }) => eid));
  return proof(
    `all of ${accepted.length} accepted market events are in the log`,
    accepted.filter((id) => !eids.has(`m-${id}`)).map((id) => `${id} is not`),
  );
};

/** Every subscriber was sent every event that it asked for, once, in the order of the log. */
export const proveFollowers = (
  followed: readonly Followed[],
  log: readonly LoggedEvent[],
): Proof => {
  const expected = (types: readonly string[] | undefined): LoggedEvent[] =>
    types === undefined ? [...log] : log.filter(({ type }) => types.includes(type));
  const hashes = new Map<string, { hash: string; count: number }>();
  const of = (types: readonly string[] | undefined): { hash: string; count: number } => {
    const key = types?.join() ?? "";
    const known = hashes.get(key);
    if (known !== undefined) return known;
    const events = expected(types);
    const made = { hash: hashOf(events), count: events.length };
    hashes.set(key, made);
    return made;
  };
  const against = followed.flatMap(({ types, events, hash, disorder, error }, index) => {
    const { hash: whole, count } = of(types);
    if (error !== undefined) return [`subscriber ${index} gave up: ${error}`];
    if (disorder.length > 0) return [`subscriber ${index} was sent ${disorder.join(", ")}`];
    if (hash !== whole) return [`subscriber ${index} was sent ${events} events of ${count}`];
    return [];
  });
  return proof(`all of ${followed.length} subscribers saw every event once, in order`, against);
};

/** What a process holds. */
export interface Holding {
  readonly name: string;
  readonly memoryMb: number;
  readonly handles: number;
}

/** What is not looked at: a heap grows and shrinks, and connections of a pool come and go. */
const ROOM = { memoryMb: 96, memoryShare: 1.5, handles: 12 };

/** Memory and handles are back to where they were. */
export const proveHoldings = (before: readonly Holding[], after: readonly Holding[]): Proof => {
  const against = before.flatMap(({ name, memoryMb, handles }) => {
    const now = after.find((other) => other.name === name);
    if (now === undefined) return [`${name} is not there`];
    return [
      ...(now.memoryMb > memoryMb * ROOM.memoryShare + ROOM.memoryMb
        ? [`${name} holds ${now.memoryMb} MB, ${memoryMb} before`]
        : []),
      ...(now.handles > handles + ROOM.handles
        ? [`${name} has ${now.handles} handles, ${handles} before`]
        : []),
    ];
  });
  const figures = after.map(({ name, memoryMb, handles }) => `${name} ${memoryMb} MB, ${handles}`);
  return proof(`memory and handles are back (${figures.join("; ")})`, against);
};
