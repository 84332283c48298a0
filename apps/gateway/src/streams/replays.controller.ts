import { API_BASE, ReplayPath, ReplayRequest, type ReplayTo, type ReplayView } from "#contracts";
import { viewerOf } from "#keys";
import {
  ManifestRepository,
  ReplayRepository,
  StreamReader,
  type ReplaySpec,
  type StreamState,
} from "#storage";
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Req,
  Res,
} from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";

import { callerOf } from "../http/access.js";
import { filterOf } from "../http/domain-name.js";
import { requestKeyOf } from "../http/idempotency-key.js";
import { parseWith, ProblemError } from "../http/problem-error.js";
import { unknownManifest } from "./manifests.controller.js";

/** The database's clock has microseconds. */
const MICROSECOND_MS = 0.001;

/** Replays: created here, followed on the stream. */
@Controller("replays")
export class ReplaysController {
  constructor(
    @Inject(ReplayRepository) private readonly replays: ReplayRepository,
    @Inject(ManifestRepository) private readonly manifests: ManifestRepository,
    @Inject(StreamReader) private readonly reader: StreamReader,
  ) {}

  @Post()
  async create(
    @Req() request: FastifyRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReplayView> {
    const asked = parseWith(ReplayRequest, "The body", body);
    const replay = await this.replays.store(
      () => this.specOf(asked),
      callerOf(request)?.name,
      requestKeyOf(request, asked),
    );
    void reply.status(201).header("location", `${API_BASE}/replays/${replay.replay_id}`);
    return replay;
  }

  @Get(":id")
  async show(@Req() request: FastifyRequest, @Param("id") id: string): Promise<ReplayView> {
    const replay = await this.replays.find(replayId(id), viewerOf(callerOf(request)));
    if (replay === undefined) throw unknownReplay();
    return replay;
  }

  @Delete(":id")
  @HttpCode(204)
  async remove(@Req() request: FastifyRequest, @Param("id") id: string): Promise<void> {
    if (!(await this.replays.remove(replayId(id), viewerOf(callerOf(request)))))
      throw unknownReplay();
  }

  private async specOf(request: ReplayRequest): Promise<ReplaySpec> {
    const { manifest, on_end } = request;
    const filter = filterOf(request.filter, "/filter/domains");
    const source = await this.sourceOf(manifest);
    const from_seq = await this.fromOf(request.from ?? "start", source);
    const to_seq = await this.toOf(request.to, source);
    if (from_seq < source.oldest - 1 || from_seq > to_seq || to_seq > source.head)
      throw new ProblemError(
        "invalid-request",
        `Only ${source.oldest - 1} to ${source.head} can be replayed, not ${from_seq} to ${to_seq}.`,
        undefined,
        undefined,
        source,
      );
    // A range of the log is sent as fast as possible by default; a manifest at its own pace.
    const speed = request.speed ?? (manifest === undefined ? 0 : 1);
    return { manifest, from_seq, to_seq, epoch: source.epoch, speed, filter, on_end };
  }

  private async sourceOf(manifest: string | undefined): Promise<StreamState> {
    if (manifest === undefined) return this.reader.state();
    const found = await this.manifests.find(manifest);
    if (found === undefined) throw unknownManifest(manifest);
    return { epoch: found.hash, oldest: 1, head: found.events };
  }

  private async fromOf(
    from: NonNullable<ReplayRequest["from"]>,
    { oldest }: StreamState,
  ): Promise<number> {
    if (from === "start") return oldest - 1;
    return "seq" in from ? from.seq : this.reader.offsetBefore(Date.parse(from.time));
  }

  private async toOf(to: ReplayTo | undefined, { head }: StreamState): Promise<number> {
    if (to === undefined) return head;
    if ("seq" in to) return to.seq;
    return Math.min(head, await this.reader.offsetBefore(Date.parse(to.time) + MICROSECOND_MS));
  }
}

const replayId = (id: string): string => parseWith(ReplayPath, "The path", { id }).id;
const unknownReplay = (): ProblemError => new ProblemError("not-found", "There is no such replay.");
