// How a value came about: what each source said, how much it counted, and what was passed over.
import { AssayProblem, bodyOf, createAssayClient } from "@assay/client";

const client = createAssayClient({
  baseUrl: process.env.ASSAY_URL ?? "http://localhost:3000",
  key: () => process.env.ASSAY_KEY,
});
const domain = process.argv[2] ?? "alpha.one";
try {
  const why = await bodyOf(
    client.GET("/api/v1/valuation/factors", { params: { query: { domain } } }),
  );
  for (const { source, value, weight, contribution } of why.factors)
    console.log(`${source}: ${value} × ${weight} = ${contribution}`);
  console.log(`passed over: ${why.fallback_chain.join(", ") || "nothing"}`);
} catch (error) {
  if (!(error instanceof AssayProblem) || error.kind !== "not-found") throw error;
  console.log(`${domain} was never valued`);
}
