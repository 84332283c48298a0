import type { INestApplication } from "@nestjs/common";

import type { AppLogger } from "./app-logger.js";
import { stopTelemetry } from "#telemetry";

/** Errors whose message is enough for an operator, without a stack. */
const EXPLAINED = new Set(["ConfigError", "ModelUnusableError"]);

/**
 * Runs an app until a signal or the end of its parent process stops it, and flushes
 * telemetry last. A failed boot is logged once and ends the process with code 1.
 */
export const runApp = async (
  boot: () => Promise<{ app: INestApplication; logger: AppLogger }>,
): Promise<void> => {
  try {
    const { app, logger } = await boot();
    let stopping: Promise<void> | undefined;
    const stop = (reason: string): void => {
      stopping ??= (async () => {
        logger.log(`Stopping: ${reason}.`);
        await app.close();
        await stopTelemetry();
        process.exit(0);
      })().catch((error: unknown) => {
        logger.error("The stop was not orderly.", error);
        process.exit(1);
      });
    };
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop(signal));
    process.on("disconnect", () => stop("the process that started this one is gone"));
  } catch (error) {
    process.stderr.write(
      `${error instanceof Error ? (EXPLAINED.has(error.name) ? error.message : error.stack) : String(error)}\n`,
    );
    process.exit(1);
  }
};
