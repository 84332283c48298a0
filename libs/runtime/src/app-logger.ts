import type { LoggerService } from "@nestjs/common";
import { trace } from "@opentelemetry/api";
import { pino, type Level, type Logger } from "pino";
import { PinoPretty } from "pino-pretty";

import { describeError, safeMessage } from "./describe-error.js";

/**
 * Nest's logger on pino: a JSON line with the trace and span it belongs to, or readable text on a terminal.
 * Nest passes its context (`GatewayModule`, …) as the last parameter.
 */
export class AppLogger implements LoggerService {
  private readonly logger: Logger;

  constructor(app: string, level: Level, isTerminal: boolean) {
    const options = {
      level,
      base: { app },
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: () => {
        const span = trace.getActiveSpan()?.spanContext();
        return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
      },
    };
    this.logger = isTerminal
      ? pino(options, PinoPretty({ sync: true, ignore: "pid,hostname,trace_id,span_id" }))
      : pino(options, pino.destination({ sync: true }));
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write("info", message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write("error", message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write("warn", message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write("debug", message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write("trace", message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write("fatal", message, rest);
  }

  private write(level: Level, message: unknown, rest: unknown[]): void {
    const context = rest.findLast((part) => typeof part === "string" && !part.includes("\n"));
    const stack = rest.find((part) => typeof part === "string" && part.includes("\n"));
    const cause = message instanceof Error ? message : rest.find((part) => part instanceof Error);
    this.logger[level](
      {
        ...(context === undefined ? {} : { context }),
        ...(stack === undefined ? {} : { stack }),
        ...(cause === undefined ? {} : { err: describeError(cause) }),
      },
      message instanceof Error
        ? safeMessage(message)
        : typeof message === "string"
          ? message
          : JSON.stringify(message),
    );
  }
}
