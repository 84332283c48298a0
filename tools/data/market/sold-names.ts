import { PROJECT_ROOT } from "#stack";
import path from "node:path";

import { readSales } from "../../model/read-sales.js";
import type { SoldName } from "./seeded-market.js";

/** The sold names that the project ships, in the order of their file. */
export const readSoldNames = async (): Promise<SoldName[]> => {
  const { sales } = await readSales(path.join(PROJECT_ROOT, "data", "ens-auctions.csv"));
  return sales.map(({ label, log10Price }) => ({ label, priceEth: 10 ** log10Price }));
};
