import { z } from "zod";

/** A name as a caller writes it: what it means is found by reading it, which is more than a pattern can tell. */
export const DomainText = z.string().meta({
  description: "The name in any spelling: `alpha.one`, `ALPHA.one.`, `www.bücher.example`.",
  format: "idn-hostname",
  examples: ["alpha.one"],
});
