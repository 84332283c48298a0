import { loadConfig } from "#config";
import { reachableHost } from "#stack";

// The image's health check: is the app of this container alive? There is one app in each, on the port of its own.
const { host, gatewayPort, replayPort, workerPort } = loadConfig();
const TIMEOUT_MS = 3_000;

try {
  await Promise.any(
    [gatewayPort, replayPort, workerPort].map(async (port) => {
      const url = `http://${reachableHost(host)}:${port}/healthz`;
      const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    }),
  );
  process.exit(0);
} catch (error) {
  const reasons = error instanceof AggregateError ? error.errors.map(String) : [String(error)];
  process.stderr.write(`${reasons.join("\n")}\n`);
  process.exit(1);
}
