import type { Sale } from "#valuation";
import { parentPort, workerData } from "node:worker_threads";

import { readLexicon } from "../lexicon-file.js";
import { judgeFold } from "./judge.js";

/** One fold in a thread of its own. */
const { sales, fold } = workerData as { sales: Sale[]; fold: number };
const { lexicon } = await readLexicon();
const judgement = await judgeFold(sales, fold, lexicon, (done) =>
  parentPort?.postMessage({ done }),
);
parentPort?.postMessage({ judgement });
