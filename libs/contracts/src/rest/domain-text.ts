import { z } from "zod";

/** A name as a caller writes it. Only `parseDomainName` can decide whether it is valid; a pattern cannot. */
export const DomainText = z.string().meta({
  description: "The name in any spelling: `alpha.one`, `ALPHA.one.`, `www.bücher.example`.",
  format: "idn-hostname",
  examples: ["alpha.one"],
});
