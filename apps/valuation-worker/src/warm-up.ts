import type { AppConfig } from "#config";
import { JOBS } from "#contracts";
import { Database, ValuationRepository, withoutWriting } from "#storage";
import { JsonText, warmUp } from "#transport";
import type { INestApplicationContext } from "@nestjs/common";
import { randomUUID } from "node:crypto";

import { responseText } from "./jobs/response-text.js";
import { ValueNames } from "./jobs/value-names.js";
import { Valuer } from "./jobs/valuer.js";

/** Values a few hundred small batches before this worker takes jobs. Nothing is stored, published or traced. */
export const warmUpWorker = (config: AppConfig, app: INestApplicationContext): Promise<void> => {
  const valueNames = new ValueNames(
    withoutWriting(app.get(Database)),
    app.get(ValuationRepository),
    app.get(Valuer),
    () => undefined,
  );
  return warmUp({
    backend: config.transport,
    catalogue: JOBS,
    name: "value-batch",
    handle: async (job, { lane, clock }) => {
      const values = await valueNames.run(
        {
          lane,
          batchId: job.batch_id,
          chunk: 0,
          ensemble: job.ensemble,
          createdAt: job.created_at,
          items: job.items,
          refused: job.refused,
        },
        clock,
      );
      return new JsonText(responseText(job.batch_id, values, job.refused));
    },
    call: (client) =>
      client.request("value-batch", {
        batch_id: randomUUID(),
        ensemble: config.useEnsemble,
        created_at: new Date().toISOString(),
        items: ["alpha.com", "bravo-charlie.one", "delta7.io"].map((domain, idx) => ({
          idx,
          domain,
        })),
        refused: [],
        whole_reply: true,
      }),
  });
};
