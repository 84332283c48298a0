export {
  APP_PORTS,
  APPS,
  type AppName,
  migrate,
  reachableHost,
  type RunningApp,
  startApp,
} from "./app.js";
export { type Child, describeExit, stopAllChildren, startChild } from "./child.js";
export { StackError, throwAwayFolder } from "./folders.js";
export { guardPath } from "./guard.js";
export { hostEnvironment } from "./host-environment.js";
export { httpCall } from "./http.js";
export { freePort, portProblem } from "./ports.js";
export { createDatabase, type PostgresServer, startPostgres } from "./postgres.js";
export { processIdentity } from "./process-info.js";
export { PROJECT_ROOT } from "./project-root.js";
export { type RedisServer, startRedis } from "./redis.js";
export { type Stack, startStack } from "./stack.js";
export { waitFor } from "./wait-for.js";
