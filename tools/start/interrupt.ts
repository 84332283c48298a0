/** The npm above passes on the Ctrl-C that the terminal has already sent here, so a second one soon after is the same. */
const SAME_PRESS_MS = 700;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Turns Ctrl-C, SIGTERM and a closed terminal into an abort of the returned signal; the next Ctrl-C calls `onSecond`.
 */
export function listenForInterrupt(onSecond: () => void): AbortSignal {
  const interrupt = new AbortController();
  let firstAt = 0;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (!interrupt.signal.aborted) {
        firstAt = performance.now();
        interrupt.abort();
      } else if (performance.now() - firstAt > SAME_PRESS_MS) {
        onSecond();
      }
    });
  }
  return interrupt.signal;
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
