import { within } from "#concurrency";
import {
  Controller,
  Get,
  Inject,
  Module,
  Req,
  Res,
  type DynamicModule,
  type FactoryProvider,
} from "@nestjs/common";
import type { IncomingMessage, ServerResponse } from "node:http";

import { writeMetrics } from "#telemetry";

import { safeMessage } from "./describe-error.js";

/** What must answer before this process may be given work, by name. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<void>>>;

/** The operational calls: never limited, never authenticated. */
export const OPERATIONS_PATHS: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/metrics"]);

const CHECKS = Symbol("readiness checks");
/** A check that takes longer has failed. */
const CHECK_TIMEOUT_MS = 2_500;

interface RawRequest {
  readonly raw: IncomingMessage;
}
interface RawReply {
  readonly raw: ServerResponse;
  hijack(): void;
  status(code: number): RawReply;
  header(name: string, value: string): RawReply;
}

/** The three operational calls: liveness, readiness, metrics. */
@Controller()
class OperationsController {
  constructor(@Inject(CHECKS) private readonly checks: ReadinessChecks) {}

  /** Checks no dependency: an unavailable database is no reason to restart this process. */
  @Get("healthz")
  alive(): { status: "alive" } {
    return { status: "alive" };
  }

  @Get("readyz")
  async ready(@Res({ passthrough: true }) reply: RawReply): Promise<Record<string, unknown>> {
    const missing: { name: string; detail: string }[] = [];
    await Promise.all(
      Object.entries(this.checks).map(async ([name, check]) => {
        try {
          await within(CHECK_TIMEOUT_MS, check());
        } catch (error) {
          missing.push({ name, detail: error instanceof Error ? safeMessage(error) : "failed" });
        }
      }),
    );
    if (missing.length === 0) return { status: "ready" };
    reply.status(503).header("content-type", "application/problem+json").header("retry-after", "1");
    return {
      type: "urn:assay:problem:unavailable",
      title: "This process is not ready",
      status: 503,
      detail: missing.map(({ name, detail }) => `${name}: ${detail}`).join("; "),
    };
  }

  @Get("metrics")
  metrics(@Req() request: RawRequest, @Res() reply: RawReply): void {
    reply.hijack();
    writeMetrics(request.raw, reply.raw);
  }
}

/** `/healthz`, `/readyz` and `/metrics` for an app. */
@Module({})
export class OperationsModule {
  static forRoot(
    checks: Pick<FactoryProvider<ReadinessChecks>, "inject" | "useFactory">,
  ): DynamicModule {
    return {
      module: OperationsModule,
      controllers: [OperationsController],
      providers: [{ provide: CHECKS, inject: checks.inject ?? [], useFactory: checks.useFactory }],
    };
  }
}
