import { Redis } from "ioredis";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";

import { waitFor } from "#stack";

import type { Disk } from "./disk.js";
import type { Direction } from "./gate.js";
import type { Fault, How } from "./plan.js";
import { freezeFor, whileFrozen } from "./processes.js";
import type { Process, System } from "./system.js";

/** Injects one fault, waits as long as it lasts, and repairs it, as an orchestrator would. */
export const inject = (system: System, fault: Fault): Promise<void> =>
  HOW[fault.how](system, fault);

type Injection = (system: System, fault: Fault) => Promise<void>;

/** One of the processes of a part, by turns; undefined for a server. */
const processOf = ({ processes }: System, { part, lastsMs }: Fault): Process | undefined => {
  const candidates = processes.filter((process) => process.part === part);
  return candidates[lastsMs % candidates.length];
};

const kill: Injection = async (system, fault) => {
  const victim = processOf(system, fault);
  if (victim !== undefined) {
    await victim.now().kill();
    await sleep(fault.lastsMs);
    await victim.restart();
    return;
  }
  const server = fault.part === "redis" ? system.redis.primary : system.postgres;
  await server.process.kill();
  await sleep(fault.lastsMs);
  await server.start();
};

const freeze: Injection = async (system, fault) => {
  const server = fault.part === "redis" ? system.redis.primary : system.postgres;
  await freezeFor((processOf(system, fault)?.now() ?? server.process).pid, fault.lastsMs);
};

/** Tries until the gateway stands still inside a transaction that holds the stream head. */
const MAX_FREEZE_ATTEMPTS = 400;
const freezeHoldingHead: Injection = async (system, fault) => {
  const gateway = system.processes.find(({ part }) => part === "gateway")!;
  await withPostgres(system, async (client) => {
    for (let attempt = 0; attempt < MAX_FREEZE_ATTEMPTS; attempt += 1) {
      let isHolding = false;
      await whileFrozen(gateway.now().pid, async () => {
        isHolding = await holdsHead(client);
        if (isHolding) await sleep(fault.lastsMs);
      });
      if (isHolding) return;
      await sleep(5);
    }
  });
};

/** Whether somebody whose statement has ended, but not the transaction, has locked rows of `streams`. */
const holdsHead = async (client: Client): Promise<boolean> => {
  const { rows } = await client.query<{ holders: number }>(
    `SELECT count(*)::int AS holders FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.relation = 'streams'::regclass AND l.mode IN ('RowShareLock', 'RowExclusiveLock') AND l.granted
       AND a.state = 'idle in transaction'`,
  );
  return rows[0]!.holders > 0;
};

const wipe: Injection = async ({ redis }, { lastsMs }) => {
  await withRedis(redis.primary.url, (client) => client.flushall());
  await sleep(lastsMs);
};

/** As a managed Redis does it: the replica becomes the primary; who is still connected to the old one may only read. */
const failover: Injection = async ({ redis, redisGate }, { lastsMs }) => {
  const { primary, replica } = redis;
  await withRedis(replica.url, (client) => client.replicaof("NO", "ONE"));
  await withRedis(primary.url, (client) => client.replicaof("127.0.0.1", replica.port));
  redisGate.pointTo(replica.port);
  redis.primary = replica;
  redis.replica = primary;
  await sleep(lastsMs);
};

const readOnly: Injection = async (system, { lastsMs }) => {
  await withSetting(system, "default_transaction_read_only", "on", lastsMs);
};

const loseStandby: Injection = async (system, { lastsMs }) => {
  await withSetting(system, "synchronous_standby_names", "gone", lastsMs);
};

const refuse: Injection = async ({ postgresGate }, { lastsMs }) => {
  await postgresGate.shut();
  await sleep(lastsMs);
  await postgresGate.open();
};

const partition =
  (which: "postgresGate" | "redisGate", directions: readonly Direction[]): Injection =>
  async (system, { lastsMs }) => {
    system[which].partition(directions[lastsMs % directions.length]!);
    await sleep(lastsMs);
    system[which].heal();
  };

const fillDisk: Injection = async (system, { part, lastsMs }) => {
  const disk: Disk | undefined = part === "redis" ? system.redis.primary.disk : system.postgresDisk;
  if (disk === undefined) return;
  disk.fill();
  await sleep(lastsMs);
  disk.free();
  const server = part === "redis" ? system.redis.primary : system.postgres;
  // Postgres ends itself when it cannot write its log; whatever runs it starts it again.
  await waitFor(
    async () => {
      await server.start();
      return server.process.exit === undefined;
    },
    { timeoutMs: 60_000, what: `${part} to run again after its disk was full` },
  );
};

const skewAll: Injection = async (system, { lastsMs, skewMs }) => {
  system.skewClocks(skewMs, system.processes);
  await sleep(lastsMs);
  system.skewClocks(0, system.processes);
};

const skewOne: Injection = async (system, { lastsMs, skewMs }) => {
  const victim = system.processes[lastsMs % system.processes.length]!;
  system.skewClocks(skewMs, [victim]);
  await sleep(lastsMs);
  system.skewClocks(0, [victim]);
};

const HOW: Record<How, Injection> = {
  kill,
  freeze,
  stall: freeze,
  "freeze-holding-head": freezeHoldingHead,
  wipe,
  failover,
  "fill-disk": fillDisk,
  "read-only": readOnly,
  "lose-standby": loseStandby,
  refuse,
  partition: partition("postgresGate", ["both"]),
  "partition-one-way": partition("postgresGate", ["to-server", "to-client"]),
  "partition-redis": partition("redisGate", ["both", "to-server", "to-client"]),
  "skew-all": skewAll,
  "skew-one": skewOne,
};

const withRedis = async (url: string, use: (client: Redis) => Promise<unknown>): Promise<void> => {
  const client = new Redis(url);
  try {
    await use(client);
  } finally {
    client.disconnect();
  }
};

/** A connection beside the gate to the apps' own database, which may write whatever the default is. */
const withPostgres = async (
  { postgres, stack }: System,
  use: (client: Client) => Promise<unknown>,
): Promise<void> => {
  const besideGate = new URL(stack.databaseUrl);
  besideGate.port = String(postgres.port);
  const client = new Client({
    connectionString: besideGate.href,
    options: "-c default_transaction_read_only=off -c synchronous_commit=local",
  });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
};

const withSetting = (
  system: System,
  setting: string,
  value: string,
  lastsMs: number,
): Promise<void> =>
  withPostgres(system, async (client) => {
    await client.query(`ALTER SYSTEM SET ${setting} = '${value}'`);
    await client.query("SELECT pg_reload_conf()");
    await sleep(lastsMs);
    await client.query(`ALTER SYSTEM RESET ${setting}`);
    await client.query("SELECT pg_reload_conf()");
  });
