import { runCallers, type CallerLoad } from "./caller-loops.js";

// A process of callers, so that what they cost stays apart from what they measure: one load a message, and its outcome back.
process.on("message", (load: CallerLoad) => {
  void runCallers(load).then((outcome) => process.send?.(outcome));
});
process.on("disconnect", () => process.exit(0));
