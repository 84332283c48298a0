import { within } from "#concurrency";
import { untraced } from "#telemetry";
import { LANES, type JobCatalogue, type JobName, type JobPayload, type JobReply } from "#contracts";
import { randomUUID } from "node:crypto";

import { BullMqClient } from "./bullmq-client.js";
import type { BullMqContext } from "./bullmq-context.js";
import type { JsonText } from "./json-text.js";
import { BullMqServer } from "./bullmq-server.js";
import { queueName } from "./queue/queue-port.js";
import { technologyOf, type TransportBackend } from "./technology.js";

/** Enough for the compiler to optimise what is called often; more calls gain little. */
const CALLS = 240;
const CALLS_AT_ONCE = 4;
/** A slow machine starts after fewer calls. */
const BUDGET_MS = 1_200;
/** A process starts even if the queue does not answer. */
const LIMIT_MS = 4_000;

type Handler<Catalogue extends JobCatalogue, Name extends JobName<Catalogue>> = (
  payload: JobPayload<Catalogue, Name>,
  context: BullMqContext,
) => Promise<JobReply<Catalogue, Name> | JsonText>;

/** What a process does in its warm-up. */
export interface WarmUp<Catalogue extends JobCatalogue, Name extends JobName<Catalogue>> {
  readonly backend: TransportBackend;
  readonly catalogue: Catalogue;
  readonly name: Name;
  readonly handle: Handler<Catalogue, Name>;
  /** One call, by the way that callers take. */
  readonly call: (client: BullMqClient<Catalogue>) => Promise<unknown>;
}

/**
 * Runs the way of a job a few hundred times before a process takes work, so that its first callers do not pay for
 * compiling it. The jobs go through queues of this call's own, which are removed; nothing is traced.
 * @throws when the queue is unavailable, after four seconds at most
 */
export const warmUp = <Catalogue extends JobCatalogue, Name extends JobName<Catalogue>>(
  work: WarmUp<Catalogue, Name>,
): Promise<void> =>
  within(
    LIMIT_MS,
    untraced(() => runCalls(work)),
    () => new Error("The warm-up was given up: the queue does not answer."),
  );

const runCalls = async <Catalogue extends JobCatalogue, Name extends JobName<Catalogue>>({
  backend,
  catalogue,
  name,
  handle,
  call,
}: WarmUp<Catalogue, Name>): Promise<void> => {
  const own = { ...backend, namespace: `warm-up-${randomUUID()}-` };
  const server = new BullMqServer({
    backend: own,
    catalogue,
    concurrency: { interactive: CALLS_AT_ONCE, bulk: 1 },
    drainMs: BUDGET_MS,
  });
  for (const each of Object.keys(catalogue))
    server.addHandler(each, each === name ? handle : () => Promise.resolve(null));
  const client = new BullMqClient(own, catalogue);
  try {
    await new Promise<void>((resolve, reject) => {
      server.listen((error) => (error === undefined ? resolve() : reject(error)));
    });
    const untilMs = performance.now() + BUDGET_MS;
    let left = CALLS;
    await Promise.all(
      Array.from({ length: CALLS_AT_ONCE }, async () => {
        while (left-- > 0 && performance.now() < untilMs) await call(client);
      }),
    );
  } finally {
    await client.close();
    await server.close();
    await removeQueues(own);
  }
};

const removeQueues = async (backend: TransportBackend): Promise<void> => {
  const producer = await technologyOf(backend).queue.openProducer(() => undefined);
  try {
    for (const lane of LANES) {
      const queue = producer.queue(queueName(lane));
      // A queue notes its version when it is opened: not after it is removed.
      await queue.getVersion();
      await queue.obliterate({ force: true });
    }
  } finally {
    await producer.close();
  }
};
