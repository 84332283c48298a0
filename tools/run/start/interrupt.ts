/** The npm above passes on the Ctrl-C that the terminal has already sent here, so a second one soon after is the same. */
const SAME_PRESS_MS = 700;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** How often is looked whether npm is still there. */
const PARENT_POLL_MS = 250;

/**
 * Turns Ctrl-C, SIGTERM, a closed terminal and the end of the npm above into an abort of the returned signal; the next
 * Ctrl-C calls `onSecond`.
 */
export function listenForInterrupt(startedByNpm: boolean, onSecond: () => void): AbortSignal {
  const interrupt = new AbortController();
  let firstAt = 0;
  const first = () => {
    firstAt = performance.now();
    interrupt.abort();
  };
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (!interrupt.signal.aborted) first();
      else if (performance.now() - firstAt > SAME_PRESS_MS) onSecond();
    });
  }
  if (startedByNpm) whenParentEnds(() => interrupt.signal.aborted || first());
  return interrupt.signal;
}

/** npm starts scripts through a shell, and a SIGTERM to npm ends that shell, which does not forward it to its child. */
function whenParentEnds(act: () => void): void {
  const parent = process.ppid;
  const poll = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(poll);
    act();
  }, PARENT_POLL_MS);
  poll.unref();
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
