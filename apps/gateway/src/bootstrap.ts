import { MAX_HEADER_BYTES, MAX_JSON_BYTES } from "#contracts";
import { loadServerConfig, type AppConfig } from "#config";
import { KeyLimits } from "#keys";
import {
  addSecurityHeaders,
  AppLogger,
  foreignCallerCheck,
  guardConnections,
  rejectForeignCallers,
  listenOptions,
  serverOptions,
} from "#runtime";
import { Database } from "#storage";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter, type NestFastifyApplication } from "@nestjs/platform-fastify";

import { GatewayModule } from "./gateway.module.js";
import { addAccessHook, keyOf } from "./http/access.js";
import { closeConnectionsOnStop } from "./http/closing.js";
import { addContentTypes } from "./http/content-types.js";
import { frameworkErrors } from "./http/framework-errors.js";
import { takeBodiesLate } from "./http/leave-body.js";
import { endIdleUploads } from "./http/idle-uploads.js";
import { clientErrorHandler } from "./http/server-errors.js";
import { checkMethods } from "./http/methods.js";
import { ProblemFilter } from "./http/problem.filter.js";
import { addTimingHooks } from "./http/request-clock.js";
import { AdmissionQueue } from "./admission/admission-queue.js";
import { addTurnsHook } from "./admission/request-turns.js";
import { rejectEarly } from "./admission/reject-early.js";
import { addConsole } from "./console/add-console.js";
import { readConsoleFiles } from "./console/console-files.js";
import { streamOrigins } from "./console/console-settings.js";
import { boundBodies } from "./admission/bounded-bodies.js";
import { LatencyWindow } from "./latency/latency-window.js";
import { SlowestWindow } from "./latency/slowest-window.js";
import { warmUpGateway } from "./warm-up.js";

const MAX_CONNECTIONS = 5_000;

/** Starts the gateway. It starts without the queue, and is ready once the queue answers. */
export const bootstrap = async (
  config: AppConfig = loadServerConfig(),
): Promise<{ app: NestFastifyApplication; logger: AppLogger }> => {
  const logger = new AppLogger("gateway", config.logLevel, process.stdout.isTTY);
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_JSON_BYTES,
    // Requests under way at a stop are finished, on keep-alive connections too.
    return503OnClosing: false,
    forceCloseConnections: "idle",
    // Uploads have no time limit; `endIdleUploads` ends those that stall.
    ...serverOptions(MAX_HEADER_BYTES, { requestTimeoutMs: 0 }),
    frameworkErrors,
    clientErrorHandler,
    routerOptions: { maxParamLength: 300 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    GatewayModule.forRoot(config),
    adapter,
    {
      logger,
      bodyParser: false,
    },
  );
  const fastify = adapter.getInstance();
  guardConnections(fastify, { maxConnections: MAX_CONNECTIONS });
  checkMethods(fastify);
  takeBodiesLate(fastify);
  addContentTypes(fastify);
  endIdleUploads(fastify);
  const latency = app.get(LatencyWindow);
  const slowest = app.get(SlowestWindow);
  addTimingHooks(fastify, (measurement, traceparent) => {
    const nowMs = Date.now();
    latency.add(measurement, nowMs);
    slowest.add(measurement, traceparent, nowMs);
  });
  const admission = app.get(AdmissionQueue);
  addTurnsHook(fastify, admission.turns, (headers) => keyOf(headers, config.apiKeys)?.name ?? "");
  addSecurityHeaders(fastify);
  rejectForeignCallers(
    fastify,
    foreignCallerCheck({ ...config, hasKeys: config.apiKeys.length > 0 }),
  );
  addConsole(fastify, await readConsoleFiles(config.consoleDir), (host) =>
    streamOrigins(config, host),
  );
  const database = app.get(Database);
  addAccessHook(fastify, config.apiKeys, app.get(KeyLimits), () => database.now());
  boundBodies(fastify);
  rejectEarly(fastify.server, { admission, keys: config.apiKeys });
  closeConnectionsOnStop(fastify);
  app.useGlobalFilters(new ProblemFilter());
  app.setGlobalPrefix("api/v1", {
    exclude: ["healthz", "readyz", "metrics", "openapi.json", "docs"],
  });
  // The gateway starts without the queue; `/readyz` reports that it is unavailable.
  await warmUpGateway(config, app).catch((error: Error) => logger.debug(error.message));
  await app.listen(listenOptions(config.gatewayPort, config.host));
  return { app, logger };
};
