import type { AppConfig } from "#config";
import { STREAM_PATH, type ConsoleSettings } from "#contracts";

export const CONSOLE_CONFIG = Symbol("console config");

/** The settings that the page gets. */
export type ConsoleConfig = Pick<AppConfig, "apiKeys" | "jaegerUrl" | "replayPort" | "streamUrl">;

/**
 * Where a browser finds the stream.
 * @param host the request's host, with or without a port
 */
const streamUrlFor = ({ streamUrl, replayPort }: ConsoleConfig, host: string): string =>
  streamUrl ?? `ws://${host.replace(/:\d+$/, "")}:${replayPort}${STREAM_PATH}`;

/** The origins that the page may open a socket to, as a content security policy names them. */
export const streamOrigins = (config: ConsoleConfig, host: string): string => {
  const url = streamUrlFor(config, host);
  // A path is on the page's own host, over http or https.
  if (url.startsWith("/")) return `ws://${host} wss://${host}`;
  const { origin, protocol, host: at } = new URL(url);
  // A page loaded by https cannot open a plain socket.
  return protocol === "ws:" ? `${origin} wss://${at}` : origin;
};

/** `GET /console` */
export const consoleSettings = (config: ConsoleConfig, host: string): ConsoleSettings => ({
  keys_required: config.apiKeys.length > 0,
  stream_url: streamUrlFor(config, host),
  jaeger_url: config.jaegerUrl?.replace(/\/$/, "") ?? null,
});
