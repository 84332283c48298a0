import { readFileSync } from "node:fs";

// Loaded before an app: on SIGUSR2 its wall clock jumps by as many milliseconds as the file says. As with a real clock
// that is set, `performance.now()` and timers go on as before.
const file = process.env["DRILL_CLOCK_FILE"] ?? "";
const RealDate = Date;
let skewMs = 0;

const now = (): number => RealDate.now() + skewMs;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args: [], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as Date,
  apply: () => new RealDate(now()).toString(),
  get: (target, property, receiver) =>
    property === "now" ? now : (Reflect.get(target, property, receiver) as unknown),
});

process.on("SIGUSR2", () => {
  skewMs = Number(readFileSync(file, "utf8"));
});
