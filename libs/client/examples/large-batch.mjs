// A batch of thousands of names: it is stored at once, and its results are read as they come, one a line.
import { bodyOf, createAssayClient, readLines } from "@assay/client";

const client = createAssayClient({
  baseUrl: process.env.ASSAY_URL ?? "http://localhost:3000",
  key: () => process.env.ASSAY_KEY,
});
const domains = Array.from({ length: 2_000 }, (_, index) => `name-${index}.one`);
const batch = await bodyOf(client.POST("/api/v1/valuation/batch", { body: { domains } }));
const lines = await bodyOf(
  client.GET("/api/v1/valuation/batches/{id}/results", {
    params: { path: { id: batch.batch_id } },
    headers: { accept: "application/x-ndjson" },
    parseAs: "stream",
  }),
);
let valued = 0;
for await (const line of readLines(lines)) if ("value" in JSON.parse(line)) valued += 1;
console.log(`${valued} names valued`);
