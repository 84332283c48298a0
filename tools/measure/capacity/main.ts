import { writeFileSync } from "node:fs";

import { runCommand } from "../../cli/command-line/index.js";
import { readCapacityOptions } from "./options.js";
import { describePlan, drawPlan, planCapacity } from "./plan.js";

// `npm run capacity -- --rate 5000 --p95 20`: how many workers a latency goal takes, by a queueing model.
await runCommand(async () => {
  const options = readCapacityOptions(process.argv.slice(2));
  const plan = planCapacity(options);
  writeFileSync(options.out, drawPlan(options, plan));
  process.stdout.write(`${describePlan(options, plan)}\nThe curve is in ${options.out}.\n`);
}, ["UnreachableError"]);
