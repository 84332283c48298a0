export * from "./html.js";
export * from "./security-headers.js";
export * from "./style.js";
