import { createServer, type Server } from "node:net";

/** Below what systems hand out for port 0 and for outgoing connections: only `freePort` picks one of these. */
const RANGE = { from: 10_000, to: 32_000 };

/**
 * A TCP port of 127.0.0.1 that is free, and that no other process gets from here before its server listens: this
 * process holds the port above it as its claim, until it ends.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = RANGE.from + 2 * Math.floor((Math.random() * (RANGE.to - RANGE.from)) / 2);
    const claim = await listen(port + 1, "127.0.0.1").catch(() => undefined);
    if (claim === undefined) continue;
    if ((await portProblem(port, "127.0.0.1")) === undefined) {
      claim.unref();
      return port;
    }
    claim.close();
  }
}

/** Why a server cannot listen there (`EADDRINUSE`, `EACCES`, …), or undefined when it can. */
export async function portProblem(port: number, host: string): Promise<string | undefined> {
  try {
    const server = await listen(port, host);
    await new Promise((resolve) => server.close(resolve));
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

function listen(port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host, exclusive: true }, () => resolve(server));
  });
}
