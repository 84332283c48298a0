import { createServer, connect, type AddressInfo, type Socket } from "node:net";

/** A TCP proxy that can go silent: it keeps every connection, and passes nothing on. */
export interface SilentProxy {
  readonly port: number;
  /** @param forAll whether new connections are silent too; else only those that there are, as after a lost route */
  goSilent(forAll?: boolean): void;
  /**
   * Cuts one connection, once: that of the client which sends all of these texts, in this order, right after the last
   * one. The server still receives it; its answer is lost.
   */
  cutBehind(...texts: readonly string[]): void;
  /** Forwards the delayed bytes, as after a partition. */
  speak(): void;
  close(): Promise<void>;
}

export const openSilentProxy = async (targetPort: number): Promise<SilentProxy> => {
  const sockets = new Set<Socket>();
  let isSilent = false;
  let cutting: readonly string[] = [];
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    if (isSilent) socket.pause();
    return socket;
  };
  const server = createServer({ allowHalfOpen: true }, (inbound) => {
    const outbound = connect({ port: targetPort, host: "127.0.0.1", allowHalfOpen: true });
    let seen = 0;
    inbound.on("data", (sent: Buffer) => {
      while (seen < cutting.length && sent.includes(cutting[seen] as string)) seen += 1;
      if (seen === 0 || seen < cutting.length) return;
      cutting = [];
      inbound.unpipe(outbound);
      inbound.destroy();
      outbound.unpipe(inbound);
      outbound.resume().end(sent);
    });
    inbound.pipe(outbound);
    outbound.pipe(inbound);
    for (const socket of [inbound, outbound]) track(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    goSilent: (forAll = true) => {
      isSilent = forAll;
      for (const socket of sockets) socket.pause();
    },
    cutBehind: (...texts) => {
      cutting = texts;
    },
    speak: () => {
      isSilent = false;
      for (const socket of sockets) socket.resume();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
};
