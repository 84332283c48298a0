import { context } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";

/**
 * Runs without spans: what the queue and the bus do for themselves, whose time the stages show already, and what belongs to
 * no request, such as reading the database's clock.
 */
export const untraced = <T>(run: () => Promise<T>): Promise<T> =>
  context.with(suppressTracing(context.active()), run);
