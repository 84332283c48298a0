import { Redis, type RedisOptions } from "ioredis";

import { CONNECT_TIMEOUT_MS } from "./queue-port.js";
import { redisOptions } from "./redis-options.js";

/** A command without a reply for so long has lost its connection. */
const SILENCE_MS = 5_000;

const open = (redisUrl: string, more: RedisOptions): Redis => {
  const { url, ...options } = redisOptions(redisUrl, SILENCE_MS);
  const all = { ...options, ...more, lazyConnect: true };
  return url === undefined ? new Redis(all) : new Redis(url, all);
};

/**
 * A connection whose commands fail at once while the server is unavailable, instead of waiting in line: a request that
 * cannot be queued is to be rejected, not held.
 */
export const openProducerConnection = (redisUrl: string): Redis =>
  open(redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
  });

/** A connection whose commands wait until the server is back. */
export const openSubscriberConnection = (redisUrl: string): Redis =>
  open(redisUrl, { maxRetriesPerRequest: null });

/** Connects, or gives up: a server that accepts and stays silent would hold its caller, and the socket, for ever. */
export const connectRedis = async (redis: Redis): Promise<void> => {
  const timer = setTimeout(() => redis.disconnect(), CONNECT_TIMEOUT_MS);
  try {
    await redis.connect();
  } finally {
    clearTimeout(timer);
  }
};
