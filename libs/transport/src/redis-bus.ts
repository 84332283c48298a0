import { Logger } from "@nestjs/common";
import type { Redis } from "ioredis";

import type { Bus, BusListener, BusMessage } from "./bus.js";
import {
  connectRedis,
  openProducerConnection,
  openSubscriberConnection,
} from "./queue/redis-connection.js";

/** How often the listening connection is asked for a sign of life. */
const HEARTBEAT_MS = 2_000;

/** The bus on Redis pub/sub. One round trip a message; ioredis subscribes again by itself after a lost connection. */
export class RedisBus implements Bus {
  readonly maxPayloadBytes = Number.POSITIVE_INFINITY;
  private readonly logger = new Logger(RedisBus.name);
  private readonly listeners = new Map<string, Set<BusListener>>();
  private readonly heartbeat: NodeJS.Timeout;
  private isListening = true;
  private isClosed = false;

  private constructor(
    private readonly publisher: Redis,
    private readonly subscriber: Redis,
  ) {
    // Commands fail by themselves while the server is unavailable; an 'error' without a listener would end the process.
    for (const connection of [publisher, subscriber]) {
      connection.on("error", (error: Error) => this.logger.debug(error.message));
    }
    subscriber.on("message", (channel: string, payload: string) => {
      for (const listener of this.listeners.get(channel) ?? []) listener(payload);
    });
    // A connection that only listens does not notice silence: each ping starts the connection's own timeout, which breaks it off.
    this.heartbeat = setInterval(() => {
      subscriber.ping().catch((error: Error) => this.logger.debug(error.message));
    }, HEARTBEAT_MS);
    subscriber.on("close", () => {
      if (this.isListening && !this.isClosed)
        this.logger.warn("The connection that listens to Redis is lost; it is opened again.");
      this.isListening = false;
    });
    subscriber.on("ready", () => {
      this.isListening = true;
    });
    // What was published while the connection was gone is lost: listeners must read for themselves.
    subscriber.on("ready", () => {
      for (const listeners of this.listeners.values()) {
        for (const listener of listeners) listener(undefined);
      }
    });
  }

  static async open(redisUrl: string): Promise<RedisBus> {
    const publisher = openProducerConnection(redisUrl);
    const subscriber = openSubscriberConnection(redisUrl);
    const bus = new RedisBus(publisher, subscriber);
    try {
      await Promise.all([connectRedis(publisher), connectRedis(subscriber)]);
    } catch (error) {
      await bus.close();
      throw error;
    }
    return bus;
  }

  async publish(...messages: readonly BusMessage[]): Promise<void> {
    const [first] = messages;
    if (first !== undefined && messages.length === 1) {
      await this.publisher.publish(first.channel, first.payload);
      return;
    }
    const pipeline = this.publisher.pipeline();
    for (const { channel, payload } of messages) pipeline.publish(channel, payload);
    for (const [error] of (await pipeline.exec()) ?? []) if (error !== null) throw error;
  }

  async subscribe(channel: string, listener: BusListener): Promise<() => Promise<void>> {
    const listeners = this.listeners.get(channel) ?? new Set();
    this.listeners.set(channel, listeners.add(listener));
    if (listeners.size === 1) await this.subscriber.subscribe(channel);
    return async () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      this.listeners.delete(channel);
      await this.subscriber.unsubscribe(channel);
    };
  }

  async ping(): Promise<void> {
    if (!this.isListening) throw new Error("The connection that listens to Redis is lost.");
    await this.publisher.ping();
  }

  close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.heartbeat);
    this.publisher.disconnect();
    this.subscriber.disconnect();
    return Promise.resolve();
  }
}
