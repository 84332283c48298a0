/** A head must be complete within this; a client that drips its bytes is answered 408 and closed. */
const HEADERS_TIMEOUT_MS = 10_000;
/** A whole request, with its body. */
const REQUEST_TIMEOUT_MS = 60_000;
/** A connection on which nothing moves in either direction, while a request is answered too. */
const IDLE_TIMEOUT_MS = 300_000;
/** Longer than load balancers keep a connection, so that it is never closed under a request of theirs. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000;
/** How often these are looked at; Node's default of 30 s would make 10 s of headers 40. */
const CHECKING_INTERVAL_MS = 2_000;

/**
 * Connections that the kernel holds until the process takes them. When there is no room it drops the first packet of a
 * connection, which is sent again after one second, then two, then four: with Node's 511, callers at four times the
 * capacity waited up to 41 s. Linux caps this at `net.core.somaxconn`, 4,096 by default.
 */
const MAX_PENDING_CONNECTIONS = 4_096;

/** Options with which every HTTP server listens. */
export const listenOptions = (port: number, host: string) => ({
  port,
  host,
  backlog: MAX_PENDING_CONNECTIONS,
});

/**
 * Timeouts of every connection to an HTTP server.
 * @param maxHeaderBytes of all headers of a request
 * @param requestTimeoutMs of a whole request with its body; 0 where bodies are bounded in another way
 */
export const serverOptions = (
  maxHeaderBytes: number,
  { requestTimeoutMs = REQUEST_TIMEOUT_MS } = {},
) => ({
  requestTimeout: requestTimeoutMs,
  connectionTimeout: IDLE_TIMEOUT_MS,
  keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  http: {
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: CHECKING_INTERVAL_MS,
  },
});
