import { Redis } from "ioredis";

import { CONNECT_TIMEOUT_MS } from "./queue-port.js";

/** Waits longer after each failure, up to two seconds, and never gives up: the server comes back. */
export const retryDelayMs = (times: number): number =>
  Math.min(50 * 2 ** Math.min(times, 6), 2_000);

/**
 * A connection whose commands fail at once while the server is away, instead of waiting in line: a request that
 * cannot be queued is to be refused, not held.
 */
export const openProducerConnection = (redisUrl: string): Redis =>
  new Redis(redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: retryDelayMs,
    connectTimeout: CONNECT_TIMEOUT_MS,
    lazyConnect: true,
  });

/** A connection whose commands wait for the server to come back. */
export const openSubscriberConnection = (redisUrl: string): Redis =>
  new Redis(redisUrl, {
    maxRetriesPerRequest: null,
    retryStrategy: retryDelayMs,
    lazyConnect: true,
  });

/** Connects, or gives up: a server that accepts and stays silent would hold its caller, and the socket, for ever. */
export const connectRedis = async (redis: Redis): Promise<void> => {
  const timer = setTimeout(() => redis.disconnect(), CONNECT_TIMEOUT_MS);
  try {
    await redis.connect();
  } finally {
    clearTimeout(timer);
  }
};
