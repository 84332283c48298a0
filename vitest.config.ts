import { defineConfig } from "vitest/config";

// One condition makes `#contracts` and its siblings resolve to the sources instead of `dist/`.
const fromSource = {
  resolve: { conditions: ["source"] },
  ssr: { resolve: { conditions: ["source"] } },
};

/** Four tiers: pure functions; one part on real servers; real processes; a real browser. Each can run by itself. */
export default defineConfig({
  test: {
    reporters: process.env["CI"] ? ["dot"] : ["default"],
    projects: [
      {
        ...fromSource,
        test: {
          name: "unit",
          sequence: { groupOrder: 0 },
          include: ["{apps,libs,tools}/**/*.spec.ts"],
          exclude: ["**/*.integration.spec.ts"],
          // Pure functions leave nothing behind, so files may share a process: less than half of the time.
          isolate: false,
          // Training a model twice takes seconds where other work runs beside.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...fromSource,
        test: {
          name: "integration",
          // One tier after the other: real processes are not to compete with another tier for the machine.
          sequence: { groupOrder: 1 },
          include: ["{apps,libs,tools}/**/*.integration.spec.ts"],
          globalSetup: ["test/servers.global-setup.ts"],
          // These find what hangs; how long something may take is for its own wait to say.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
        },
      },
      {
        ...fromSource,
        test: {
          name: "e2e",
          sequence: { groupOrder: 2 },
          include: ["test/{e2e,corpus}/**/*.e2e.spec.ts"],
          globalSetup: ["test/servers.global-setup.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
        },
      },
      {
        ...fromSource,
        test: {
          name: "browser",
          sequence: { groupOrder: 3 },
          include: ["test/browser/**/*.browser.spec.ts"],
          globalSetup: ["test/servers.global-setup.ts", "test/browser.global-setup.ts"],
          // A page on a busy machine draws late.
          expect: { poll: { timeout: 15_000 } },
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: 1,
        },
      },
    ],
  },
});
