import { JOBS, MAX_HEADER_BYTES } from "#contracts";
import { loadAppConfig, type AppConfig } from "#config";
import {
  addSecurityHeaders,
  AppLogger,
  guardConnections,
  listenOptions,
  serverOptions,
} from "#runtime";
import { BullMqServer, TypedErrorsFilter } from "#transport";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter, type NestFastifyApplication } from "@nestjs/platform-fastify";

import { warmUpWorker } from "./warm-up.js";
import { WorkerModule } from "./worker.module.js";

/**
 * Maximum concurrent jobs per lane. Interactive ones wait for the database most of their time and share its round
 * trips; bulk ones are long and mostly computation, and more than two at once would only take turns.
 */
const CONCURRENCY = { interactive: 32, bulk: 2 };
/** Less than the 30 seconds that Kubernetes gives by default. */
const DRAIN_MS = 20_000;

/** The server has only health and metrics; nothing is posted. */
const MAX_CONNECTIONS = 256;
const MAX_BODY_BYTES = 1_024;

/** Starts the worker: it takes no job before everything that it needs is there. */
export const bootstrap = async (
  config: AppConfig = loadAppConfig(),
): Promise<{ app: NestFastifyApplication; logger: AppLogger }> => {
  const logger = new AppLogger("valuation-worker", config.logLevel, process.stdout.isTTY);
  const server = new BullMqServer({
    backend: config.transport,
    concurrency: CONCURRENCY,
    catalogue: JOBS,
    drainMs: DRAIN_MS,
  });
  const adapter = new FastifyAdapter({
    ...serverOptions(MAX_HEADER_BYTES),
    bodyLimit: MAX_BODY_BYTES,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    WorkerModule.forRoot(config, server),
    adapter,
    // `runApp` logs a failed boot, once.
    { logger, abortOnError: false },
  );
  guardConnections(adapter.getInstance(), { maxConnections: MAX_CONNECTIONS });
  addSecurityHeaders(adapter.getInstance());
  app.useGlobalFilters(new TypedErrorsFilter());
  app.connectMicroservice({ strategy: server }, { inheritAppConfig: true });
  // An unavailable queue is reported by the next step.
  await warmUpWorker(config, app).catch((error: Error) => logger.debug(error.message));
  await app.startAllMicroservices();
  await app.listen(listenOptions(config.workerPort, config.host));
  return { app, logger };
};
