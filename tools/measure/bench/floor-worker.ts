import { BullMqServer, handlersOf, type TransportBackend } from "#transport";
import { Controller, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";

import { FLOOR_JOBS } from "./floor-jobs.js";

// A worker whose job is empty: `node floor-worker.js BACKEND-AS-JSON`, says "ready" on stdout once it takes jobs.
@Controller()
class Empty {
  @(handlersOf<typeof FLOOR_JOBS>()("floor-empty"))
  run(): Promise<null> {
    return Promise.resolve(null);
  }
}

@Module({ controllers: [Empty] })
class FloorModule {}

const backend = JSON.parse(process.argv[2] ?? "{}") as TransportBackend;
const app = await NestFactory.createMicroservice(FloorModule, {
  strategy: new BullMqServer({
    backend,
    concurrency: { interactive: 16, bulk: 1 },
    catalogue: FLOOR_JOBS,
    drainMs: 1_000,
  }),
  logger: false,
});
await app.listen();
process.stdout.write("ready\n");
process.on("SIGTERM", () => {
  app.close().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
