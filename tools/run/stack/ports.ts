import { createServer } from "node:net";

const HANDED_OUT = new Set<number>();

/** A TCP port of 127.0.0.1 that is free now and was not given by this process before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await listenOnce(0, "127.0.0.1");
    if (HANDED_OUT.has(port)) continue;
    HANDED_OUT.add(port);
    return port;
  }
}

/** Why a server cannot listen there (`EADDRINUSE`, `EACCES`, …), or undefined when it can. */
export async function portProblem(port: number, host: string): Promise<string | undefined> {
  try {
    await listenOnce(port, host);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

function listenOnce(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === "object" && address ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}
