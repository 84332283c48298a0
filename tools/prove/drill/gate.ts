import { freePort } from "#stack";
import { createServer, connect, type Server, type Socket } from "node:net";

/** A door in front of a server: while it is shut, connections are refused, and those that were open are gone. */
export interface Gate {
  readonly port: number;
  shut(): Promise<void>;
  open(): Promise<void>;
}

/** Opens a door to a port of this machine. */
export const openGate = async (targetPort: number): Promise<Gate> => {
  const port = await freePort();
  const sockets = new Set<Socket>();
  const pass = (client: Socket): void => {
    const server = connect(targetPort, "127.0.0.1");
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.pipe(to);
      // The other end hears of it by its own close.
      from.on("error", () => undefined);
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  };
  let listener: Server | undefined;
  const open = (): Promise<void> =>
    new Promise((resolve, reject) => {
      listener = createServer(pass);
      listener.once("error", reject);
      listener.listen(port, "127.0.0.1", resolve);
    });
  await open();
  return {
    port,
    open,
    async shut() {
      const closed = new Promise<void>((resolve) => {
        if (listener === undefined) resolve();
        else listener.close(() => resolve());
      });
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};
