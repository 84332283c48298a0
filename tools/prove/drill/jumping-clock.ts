import { existsSync, readFileSync, rmSync } from "node:fs";

// Loaded before an app: on SIGUSR2 its wall clock jumps by as many milliseconds as its own file says, which is removed
// once it is read: who set the clock can wait for that. As with a real clock that is set, `performance.now()` and timers
// go on as before.
const file = `${process.env["DRILL_CLOCK_FILE"] ?? ""}.${process.pid}`;
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
  // It was set twice before the first signal arrived, which has read the later value.
  if (!existsSync(file)) return;
  skewMs = Number(readFileSync(file, "utf8"));
  rmSync(file);
});
