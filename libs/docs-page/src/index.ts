export * from "./html.js";
export * from "./style.js";
