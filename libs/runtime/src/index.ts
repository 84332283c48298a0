export * from "./app-logger.js";
export * from "./operations.module.js";
export * from "./run-app.js";
export * from "./security-headers.js";
