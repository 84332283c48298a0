import type { RedisOptions } from "ioredis";

/** `redis+sentinel://user:password@host:26379,host:26379/name/database`; user, password, ports and database may be absent. */
const SENTINELS =
  /^(rediss?)\+sentinel:\/\/(?:([^:@/]*):([^@/]*)@)?([^/@?#]+)\/([^/?#]+)(?:\/(\d+))?$/;
const SENTINEL_PORT = 26_379;

/** Waits longer after each failure, up to two seconds, and never gives up: the server returns. */
const retryDelayMs: Delay = (times) => Math.min(50 * 2 ** Math.min(times, 6), 2_000);

type Delay = (times: number) => number;
type Options = Omit<RedisOptions, "retryStrategy" | "sentinelRetryStrategy"> & {
  readonly url?: string;
  readonly retryStrategy: Delay;
  readonly sentinelRetryStrategy: Delay;
};

/**
 * What every connection to Redis has in common: it reconnects by itself, follows a failover, and breaks off when a
 * command has no reply for `socketTimeoutMs`, because packets may be lost without a word.
 * @param redisUrl of a server, or of the sentinels that know which server is the primary
 */
export const redisOptions = (redisUrl: string, socketTimeoutMs: number): Options => ({
  ...serverOf(redisUrl),
  retryStrategy: retryDelayMs,
  sentinelRetryStrategy: retryDelayMs,
  socketTimeout: socketTimeoutMs,
  // A primary that became a replica keeps its connections open and rejects every write.
  reconnectOnError: (error) => (error.message.includes("READONLY") ? 1 : false),
});

const serverOf = (
  redisUrl: string,
): Omit<RedisOptions, "retryStrategy" | "sentinelRetryStrategy"> & { url?: string } => {
  const match = SENTINELS.exec(redisUrl);
  if (match === null) return { url: redisUrl };
  const [, scheme, user = "", password = "", hosts = "", name = "", database = "0"] = match;
  const credentials = {
    ...(user === "" ? {} : { username: decodeURIComponent(user) }),
    ...(password === "" ? {} : { password: decodeURIComponent(password) }),
  };
  return {
    name: decodeURIComponent(name),
    db: Number(database),
    sentinels: hosts.split(",").map((address) => {
      const [host = "", port] = address.split(":");
      return { host, port: port === undefined ? SENTINEL_PORT : Number(port) };
    }),
    ...credentials,
    ...(scheme === "rediss" ? { tls: {}, enableTLSForSentinelMode: true } : {}),
  };
};
