const LEVELS: Record<string, number> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
  silent: Number.POSITIVE_INFINITY,
};

/**
 * An app's line of output as the terminal shows it, or undefined when it is below `lowest`. Log lines are JSON, one
 * object each (pino's); anything else comes from Node itself or a stray print and is always shown.
 */
export function showAppLine(app: string, line: string, lowest: string): string | undefined {
  if (line.trim() === "") return undefined;
  const entry = parseObject(line);
  const level = levelOf(entry?.["level"]);
  if (!entry || level === undefined) return `${app} | ${line}`;
  if (level < (LEVELS[lowest] ?? LEVELS["warn"] ?? 0)) return undefined;
  const name = Object.keys(LEVELS).findLast((known) => (LEVELS[known] ?? 0) <= level) ?? "trace";
  return `${app} | ${name.toUpperCase()} ${textOf(entry)}`;
}

/** A line of Postgres if it is important for a person; routine lines are dropped. */
export function showPostgresLine(line: string): string | undefined {
  const shutdown = /terminating connection due to administrator command|shutting down|starting up/;
  return /\b(FATAL|PANIC):/.test(line) && !shutdown.test(line) ? `postgres | ${line}` : undefined;
}

function parseObject(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function levelOf(level: unknown): number | undefined {
  return typeof level === "string"
    ? LEVELS[level.toLowerCase()]
    : typeof level === "number"
      ? level
      : undefined;
}

function textOf(entry: Record<string, unknown>): string {
  const error = entry["err"] as { stack?: unknown; message?: unknown } | undefined;
  const context = typeof entry["context"] === "string" ? `${entry["context"]}: ` : "";
  const parts = [entry["msg"], error?.stack ?? error?.message].filter(
    (part) => typeof part === "string",
  );
  return context + (parts.length > 0 ? parts.join("\n") : JSON.stringify(entry));
}
