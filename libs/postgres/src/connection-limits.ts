/** Timeouts of a connection to Postgres. Milliseconds; for TCP the server counts in whole seconds. */
export interface ConnectionLimits {
  /** The server cancels a statement after this. 0: never, as for the next two. */
  readonly statementMs: number;
  /** The server gives up a wait for a lock after this. */
  readonly lockMs: number;
  /** The server ends a session that holds a transaction open and is silent for this long: its locks are released. */
  readonly idleInTransactionMs: number;
  /** How often the server looks whether the client of a running statement is still there. */
  readonly clientCheckMs: number;
  /** How long either side keeps a connection whose other end does not acknowledge. */
  readonly silenceMs: number;
  /** The client gives up a statement after this. More than `statementMs`: the server's own answer comes first. */
  readonly answerMs: number;
  /** The client gives up opening a connection, or waiting for a free one, after this. */
  readonly connectMs: number;
}

/** Limits of the apps' connections. Their statements take milliseconds, the largest a few seconds. */
export const CONNECTION_LIMITS: ConnectionLimits = {
  statementMs: 12_000,
  lockMs: 6_000,
  idleInTransactionMs: 5_000,
  clientCheckMs: 2_000,
  silenceMs: 10_000,
  answerMs: 15_000,
  connectMs: 2_000,
};

/** Limits of a migration: its statements have no timeout, but give up soon when they wait for a lock. */
export const MIGRATION_LIMITS: ConnectionLimits = {
  ...CONNECTION_LIMITS,
  statementMs: 0,
  lockMs: 2_000,
  idleInTransactionMs: 0,
};

const KEEPALIVE_PROBES = 3;
const seconds = (ms: number): number => Math.max(1, Math.round(ms / 1_000));

/** Server-side settings of a session, in the form that the connection parameter `options` takes. */
export const sessionOptions = (
  limits: ConnectionLimits = CONNECTION_LIMITS,
  settings: Readonly<Record<string, string>> = {},
): string => {
  const all = {
    statement_timeout: limits.statementMs,
    lock_timeout: limits.lockMs,
    idle_in_transaction_session_timeout: limits.idleInTransactionMs,
    // Windows cannot detect whether a client is still connected, and rejects the setting.
    ...(process.platform === "win32"
      ? {}
      : { client_connection_check_interval: limits.clientCheckMs }),
    ...keepalive(limits),
    ...settings,
  };
  return Object.entries(all)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(" ");
};

const keepalive = ({ silenceMs }: ConnectionLimits): Record<string, number> => ({
  tcp_keepalives_idle: seconds(silenceMs / 2),
  tcp_keepalives_interval: seconds(silenceMs / 2 / KEEPALIVE_PROBES),
  tcp_keepalives_count: KEEPALIVE_PROBES,
  tcp_user_timeout: silenceMs,
});

/** The client's side of the limits, for `pg.Client` and `pg.Pool`. */
export const clientOptions = (
  limits: ConnectionLimits = CONNECTION_LIMITS,
): {
  readonly keepAlive: true;
  readonly keepAliveInitialDelayMillis: number;
  readonly connectionTimeoutMillis: number;
} => ({
  keepAlive: true,
  keepAliveInitialDelayMillis: limits.silenceMs / 2,
  connectionTimeoutMillis: limits.connectMs,
});
