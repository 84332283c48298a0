// Values of some names; what cannot be valued comes back in its place, with what to do about it.
import { bodyOf, createAssayClient } from "@assay/client";

const client = createAssayClient({
  baseUrl: process.env.ASSAY_URL ?? "http://localhost:3000",
  key: () => process.env.ASSAY_KEY,
});
const answer = await bodyOf(
  client.POST("/api/v1/valuation/batch", {
    body: { domains: ["alpha.one", "localhost", "bravo.one"] },
  }),
);
if ("results" in answer)
  for (const item of answer.results)
    if ("error" in item) console.log(item.input, item.error.detail);
    else console.log(item.domain, item.value, item.currency, `${item.low} – ${item.high}`);
