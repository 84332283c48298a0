import { wallClockMs } from "#telemetry";
import type { WritePacket } from "@nestjs/microservices";
import { context, type Context } from "@opentelemetry/api";
import { randomUUID } from "node:crypto";

import { JobFailedError } from "./errors.js";
import type { RequestOptions } from "./job-record.js";
import { readReplies, type ReceivedReply, type ReplyPacket } from "./packet.js";
import { recordReply } from "./spans.js";

/** How long a request waits for its reply before it looks where the result is stored, and how much longer each time. */
const RECOVER_AFTER_MS = 250;
const RECOVER_MAX_MS = 2_000;
/**
 * A result that is found stored is handed over so much later: a reply that was slow, not lost, comes within that, and
 * says where the time went.
 */
const LATE_REPLY_MS = 200;

type Answer = (packet: WritePacket) => void;

interface PendingRequest {
  readonly answer: Answer;
  readonly options: RequestOptions<unknown>;
  readonly sentAtMs: number;
  readonly parent: Context;
  storedAtMs?: number;
  timer?: NodeJS.Timeout;
  isLookingUp: boolean;
  /** The reply that said only that its response is stored. */
  announced?: ReplyPacket;
}

/** Requests that share a job. */
interface Group {
  readonly unanswered: Set<string>;
  readonly end: () => void;
}

/**
 * The requests of a client that wait. Each is answered exactly once: by its reply, by what its `recover`
 * finds stored, or by a failure, whichever comes first; what comes later is dropped.
 */
export class PendingRequests {
  private readonly requests = new Map<string, PendingRequest>();
  private readonly groups = new Set<Group>();

  /** Begins to wait; gives the request's id. */
  add(options: RequestOptions<unknown>, answer: Answer): string {
    const id = randomUUID();
    this.requests.set(id, {
      answer,
      options,
      sentAtMs: wallClockMs(),
      parent: context.active(),
      isLookingUp: false,
    });
    return id;
  }

  /** The job is stored: from now on a missing reply is looked for. */
  markStored(id: string): void {
    const request = this.requests.get(id);
    if (request === undefined) return;
    request.storedAtMs = wallClockMs();
    // The reply may arrive before the confirmation that the job is stored.
    if (request.timer === undefined && !request.isLookingUp)
      this.recoverLater(id, RECOVER_AFTER_MS);
  }

  fail(id: string, error: unknown): void {
    this.settle(id, { err: error, isDisposed: true });
  }

  failAll(error: unknown): void {
    for (const id of this.requests.keys()) this.fail(id, error);
  }

  /** The caller no longer waits. */
  forget(id: string): void {
    clearTimeout(this.requests.get(id)?.timer);
    this.requests.delete(id);
    for (const group of this.groups) {
      group.unanswered.delete(id);
      if (group.unanswered.size === 0) group.end();
    }
  }

  /** Resolves when none of these requests waits any more, or after `limitMs`. */
  untilAnswered(ids: readonly string[], limitMs: number): Promise<void> {
    const unanswered = new Set(ids.filter((id) => this.requests.has(id)));
    if (unanswered.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.groups.delete(group);
        resolve();
      };
      const timer = setTimeout(end, limitMs);
      const group = { unanswered, end };
      this.groups.add(group);
    });
  }

  /** Takes what came over the bus: replies, or undefined when some may have been missed. */
  take(payload: string | undefined): void {
    if (payload === undefined) {
      for (const id of this.requests.keys()) this.recoverLater(id, 0);
      return;
    }
    for (const reply of readReplies(payload)) this.takeReply(reply);
  }

  private takeReply(reply: ReceivedReply): void {
    const request = this.requests.get(reply.id);
    if (request === undefined) return;
    if (reply.isStored === true) {
      this.lookUp(request, reply);
      return;
    }
    reportTiming(request, reply);
    const { error, responseText } = reply;
    if (error === undefined) {
      const response = request.options.asText === true ? responseText : parsed(responseText);
      this.settle(reply.id, { response, isDisposed: true });
    } else this.fail(reply.id, new JobFailedError(error.message, error.name));
  }

  /** Reads a response that was too large for the bus, at once. */
  private lookUp(request: PendingRequest, reply: ReplyPacket): void {
    if (request.options.recover === undefined) {
      const message =
        "The reply is too large for the bus: give the request a `recover` that reads it where it is stored.";
      this.fail(reply.id, new JobFailedError(message, "ReplyTooLarge"));
      return;
    }
    request.announced = reply;
    clearTimeout(request.timer);
    void this.recover(reply.id, request, 0);
  }

  private recoverLater(id: string, delayMs: number): void {
    const request = this.requests.get(id);
    if (request?.options.recover === undefined || request.isLookingUp) return;
    clearTimeout(request.timer);
    request.timer = setTimeout(() => void this.recover(id, request, delayMs), delayMs);
  }

  private async recover(id: string, request: PendingRequest, delayMs: number): Promise<void> {
    if (request.isLookingUp) return;
    request.isLookingUp = true;
    const announcedBefore = request.announced;
    let response: unknown;
    try {
      response = await context.with(request.parent, async () => request.options.recover?.());
    } catch (error) {
      this.fail(id, error);
      return;
    } finally {
      request.isLookingUp = false;
    }
    if (response !== undefined) {
      const answer = { response, isDisposed: true };
      if (!this.requests.has(id)) return;
      if (request.announced === undefined) {
        request.timer = setTimeout(() => this.settle(id, answer), LATE_REPLY_MS);
        return;
      }
      reportTiming(request, request.announced);
      this.settle(id, answer);
      return;
    }
    // What was announced while this looked may have been stored just after: look again at once.
    const isNews = request.announced !== announcedBefore;
    const nextMs = Math.min(Math.max(delayMs, RECOVER_AFTER_MS) * 2, RECOVER_MAX_MS);
    this.recoverLater(id, isNews ? 0 : nextMs);
  }

  private settle(id: string, packet: WritePacket): void {
    const request = this.requests.get(id);
    if (request === undefined) return;
    this.forget(id);
    request.answer(packet);
  }
}

const parsed = (text: string | undefined): unknown =>
  text === undefined ? undefined : JSON.parse(text);

/**
 * Reports where the time went, now that the response is here. The worker's clock may be off: its work is put where it fits
 * between sending and holding, which is where it was.
 */
const reportTiming = (request: PendingRequest, reply: ReplyPacket): void => {
  const { sentAtMs } = request;
  const heldAtMs = wallClockMs();
  const workedMs = Math.max(0, reply.handedAtMs - reply.pickedUpAtMs);
  const pickedUpAtMs = Math.max(sentAtMs, Math.min(reply.pickedUpAtMs, heldAtMs - workedMs));
  const handedAtMs = Math.min(pickedUpAtMs + workedMs, heldAtMs);
  recordReply(request.parent, handedAtMs, heldAtMs);
  // The worker may pick a job up before this process has heard that it is stored.
  const storedAtMs = Math.min(request.storedAtMs ?? pickedUpAtMs, pickedUpAtMs);
  request.options.onTiming?.({
    sentAtMs,
    heldAtMs,
    enqueueMs: Math.max(0, storedAtMs - sentAtMs),
    queueMs: Math.max(0, pickedUpAtMs - storedAtMs),
    stages: reply.stages,
    replyMs: Math.max(0, heldAtMs - handedAtMs),
  });
};
