import { freePort } from "#stack";
import { createServer, connect, type Server, type Socket } from "node:net";

/** Which way bytes are swallowed: those of the clients, those of the server, or both. */
export type Direction = "both" | "to-server" | "to-client";

/** A proxy in front of a server of this machine, which can fail as networks do. */
export interface Gate {
  readonly port: number;
  /** Connections that are open break, and new ones are refused. */
  shut(): Promise<void>;
  open(): Promise<void>;
  /** No connection is closed and nothing comes through, as behind a firewall that lost its state. */
  partition(direction: Direction): void;
  /** Ends a partition: connections of before it stay silent, as their packets are lost; new ones pass. */
  heal(): void;
  /** Where new connections lead from now on. */
  pointTo(targetPort: number): void;
}

/** A client's connection through the gate, and the one that it leads to. */
interface Passage {
  readonly client: Socket;
  readonly server: Socket;
  /** Packets of it were lost: nothing comes through any more, without an error on either side. */
  isDead: boolean;
}

/** Opens a proxy to a port of this machine. */
export const openGate = async (firstTargetPort: number): Promise<Gate> => {
  const port = await freePort();
  const passages = new Set<Passage>();
  let targetPort = firstTargetPort;
  let lost: Direction | undefined;

  const pass = (client: Socket): void => {
    const passage: Passage = { client, server: connect(targetPort, "127.0.0.1"), isDead: false };
    const { server } = passage;
    passages.add(passage);
    for (const [from, to, direction] of [
      [client, server, "to-server"],
      [server, client, "to-client"],
    ] as const) {
      const isLost = (): boolean => passage.isDead || lost === "both" || lost === direction;
      from.setNoDelay(true);
      from.on("data", (chunk) => {
        if (isLost()) return;
        // A side that reads slowly slows the other down.
        if (!to.write(chunk)) {
          from.pause();
          to.once("drain", () => from.resume());
        }
      });
      // The other end notices by its own close.
      from.on("error", () => undefined);
      from.on("close", () => {
        // The end of a connection is a packet too.
        if (!isLost()) to.destroy();
        if (client.destroyed) {
          passages.delete(passage);
          server.destroy();
        }
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
      for (const { client, server } of passages) {
        client.destroy();
        server.destroy();
      }
      await closed;
    },
    partition(direction) {
      lost = direction;
    },
    heal() {
      lost = undefined;
      for (const passage of passages) {
        passage.isDead = true;
        // A server finds out by TCP keepalive; the client has to find out by itself.
        passage.server.destroy();
      }
    },
    pointTo(newTargetPort) {
      targetPort = newTargetPort;
    },
  };
};
