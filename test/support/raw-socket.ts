import { waitFor } from "#stack";
import { connect, type Socket } from "node:net";

/** What is kept of what comes: a hostile client may be sent much. */
const MAX_KEPT_BYTES = 16 * 1024;

/** A bare TCP connection to an app, for bytes that no client would send. */
export class RawSocket {
  private received = Buffer.alloc(0);
  isClosed = false;

  private constructor(readonly socket: Socket) {
    socket.on("data", (data) => {
      if (this.received.length < MAX_KEPT_BYTES)
        this.received = Buffer.concat([this.received, data]);
    });
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.isClosed = true;
    });
  }

  static async open(url: string): Promise<RawSocket> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    const raw = new RawSocket(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return raw;
  }

  /** What has come, one character a byte. */
  get text(): string {
    return this.received.toString("latin1");
  }
  get bytes(): Buffer {
    return this.received;
  }

  /** Resolves once the bytes are with the system. */
  write(data: string | Buffer): Promise<void> {
    return new Promise((resolve) => this.socket.write(data, () => resolve()));
  }

  /** Waits until what has come contains a text. */
  async until(text: string): Promise<void> {
    await waitFor(() => this.text.includes(text), {
      timeoutMs: 30_000,
      what: JSON.stringify(text),
    });
  }

  async untilClosed(): Promise<void> {
    await waitFor(() => this.isClosed, { timeoutMs: 40_000, what: "the connection to be closed" });
  }

  /** Ends the connection with a TCP reset. */
  reset(): void {
    this.socket.resetAndDestroy();
  }
}

/** The request that opens a WebSocket; any of its parts may be replaced. */
export const upgradeRequest = ({
  target = "/v1/stream",
  host = "127.0.0.1",
  upgrade = "websocket",
  method = "GET",
  extra = "",
} = {}): string =>
  `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n` +
  `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${extra}\r\n`;

/** A client's frame. `first` is its first byte: FIN, the reserved bits and the opcode. */
export const maskedFrame = (first: number, payload: Buffer): Buffer => {
  const { length } = payload;
  const head =
    length < 126
      ? Buffer.from([first, 0x80 | length])
      : Buffer.from([first, 0x80 | 126, length >> 8, length & 0xff]);
  const mask = Buffer.from([1, 2, 3, 4]);
  const masked = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return Buffer.concat([head, mask, masked]);
};

/** A frame of the stream as bytes. */
export const jsonFrame = (frame: object): Buffer =>
  maskedFrame(0x81, Buffer.from(JSON.stringify(frame)));
