const WIDTH = 28;

/** Shows how far something is, 0 to 1: a bar that redraws itself on a terminal, a line a step elsewhere. */
export const progressBar = (): ((done: number, doing: string) => void) => {
  let before = "";
  return (done, doing) => {
    const filled = Math.round(WIDTH * Math.min(1, done));
    const line = `${"█".repeat(filled)}${"░".repeat(WIDTH - filled)} ${String(Math.round(done * 100)).padStart(3)} % ${doing}`;
    if (line === before) return;
    before = line;
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line}${done >= 1 ? "\n" : ""}`);
    else process.stderr.write(`${line}\n`);
  };
};
