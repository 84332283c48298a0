import path from "node:path";
import { fileURLToPath } from "node:url";

import { defineConfig } from "vite";

const root = path.dirname(fileURLToPath(import.meta.url));

/** `npm run console` develops against a running gateway; the build goes where the gateway looks for it. */
export default defineConfig({
  root,
  // `#client` and its siblings resolve to the sources.
  resolve: {
    conditions: ["source", "module", "browser", "development|production"],
    alias: { "sample-manifest": path.join(root, "../../data/manifests") },
  },
  server: { proxy: { "/api": "http://127.0.0.1:3000" } },
  build: {
    outDir: path.join(root, "../../dist/console"),
    emptyOutDir: true,
    target: "es2023",
    // The content security policy allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
