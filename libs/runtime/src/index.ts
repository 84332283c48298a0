export * from "./app-logger.js";
export * from "./describe-error.js";
export * from "./foreign-callers.js";
export * from "./guard-connections.js";
export * from "./operations.module.js";
export * from "./run-app.js";
export * from "./security-headers.js";
export * from "./server-options.js";
