import { API_BASE, CapturePath, CaptureRequest, type CaptureView } from "#contracts";
import { viewerOf } from "#keys";
import { CaptureError, CaptureRepository } from "#storage";
import { Body, Controller, Delete, Get, Inject, Param, Post, Req, Res } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";

import { callerOf } from "../http/access.js";
import { filterOf } from "../http/domain-name.js";
import { requestKeyOf } from "../http/idempotency-key.js";
import { parseWith, ProblemError } from "../http/problem-error.js";

/** Recordings of the live stream: start, read, stop. */
@Controller("captures")
export class CapturesController {
  constructor(@Inject(CaptureRepository) private readonly captures: CaptureRepository) {}

  @Post()
  async start(
    @Req() request: FastifyRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CaptureView> {
    const asked = parseWith(CaptureRequest, "The body", body);
    const capture = await this.captures.start(
      { manifest: asked.manifest, filter: filterOf(asked.filter, "/filter/domains") },
      callerOf(request)?.name,
      requestKeyOf(request, asked),
    );
    void reply.status(201).header("location", `${API_BASE}/captures/${capture.capture_id}`);
    return capture;
  }

  @Get(":id")
  async show(@Req() request: FastifyRequest, @Param("id") id: string): Promise<CaptureView> {
    return known(await this.captures.find(captureId(id), viewerOf(callerOf(request))));
  }

  /** Stops a capture and stores its manifest. */
  @Delete(":id")
  async stop(@Req() request: FastifyRequest, @Param("id") id: string): Promise<CaptureView> {
    try {
      return known(await this.captures.stop(captureId(id), viewerOf(callerOf(request))));
    } catch (error) {
      if (error instanceof CaptureError) throw new ProblemError("conflict", error.message);
      throw error;
    }
  }
}

const captureId = (id: string): string => parseWith(CapturePath, "The path", { id }).id;

const known = (capture: CaptureView | undefined): CaptureView => {
  if (capture === undefined) throw new ProblemError("not-found", "There is no such capture.");
  return capture;
};
