import { API_BASE, CapturePath, CaptureRequest, type CaptureView } from "#contracts";
import { CaptureError, CaptureRepository } from "#storage";
import { Body, Controller, Delete, Get, Inject, Param, Post, Res } from "@nestjs/common";
import type { FastifyReply } from "fastify";

import { filterOf } from "../http/domain-name.js";
import { parseWith, ProblemError } from "../http/problem-error.js";

/** Recordings of the live stream: started, looked at, stopped. */
@Controller("captures")
export class CapturesController {
  constructor(@Inject(CaptureRepository) private readonly captures: CaptureRepository) {}

  @Post()
  async start(
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CaptureView> {
    const { manifest, filter } = parseWith(CaptureRequest, "The body", body);
    const capture = await this.captures.start({
      manifest,
      filter: filterOf(filter, "/filter/domains"),
    });
    void reply.status(201).header("location", `${API_BASE}/captures/${capture.capture_id}`);
    return capture;
  }

  @Get(":id")
  async show(@Param("id") id: string): Promise<CaptureView> {
    return known(await this.captures.find(captureId(id)));
  }

  /** Stops it; it becomes its manifest. */
  @Delete(":id")
  async stop(@Param("id") id: string): Promise<CaptureView> {
    try {
      return known(await this.captures.stop(captureId(id)));
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
