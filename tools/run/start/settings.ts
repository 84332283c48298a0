import { RedisUrl } from "#config";
import { APP_PORTS, APPS, type AppName, StackError } from "#stack";
import path from "node:path";

export interface StartSettings {
  host: string;
  ports: Record<AppName, number>;
  /** Absolute. */
  dataDir: string;
  /** Undefined: the embedded Postgres. */
  databaseUrl: string | undefined;
  /** Undefined: the queue and the bus are on Postgres too. */
  redisUrl: string | undefined;
  /** The lowest level of the apps' log lines that is shown. */
  logLevel: string;
}

/**
 * What `npm start` itself needs of the environment. The apps read the rest, each for itself.
 *
 * @throws {StackError} with one sentence for everything that is wrong.
 */
export function readStartSettings(env: NodeJS.ProcessEnv, folder: string): StartSettings {
  const problems: string[] = [];
  const ports = Object.fromEntries(
    APPS.map((app) => [app, readPort(env, APP_PORTS[app], problems)]),
  ) as Record<AppName, number>;
  if (problems.length === 0) {
    for (const [one, other] of pairs(APPS)) {
      if (ports[one] !== ports[other]) continue;
      const names = `${APP_PORTS[one].variable} and ${APP_PORTS[other].variable}`;
      problems.push(`${names} are both ${ports[one]}, and each app needs a port of its own`);
    }
  }
  const databaseUrl = readUrl(env, "DATABASE_URL", ["postgres:", "postgresql:"], problems);
  const redisUrl = readRedisUrl(env["REDIS_URL"], problems);
  if (problems.length > 0) throw new StackError(`Cannot start: ${problems.join("; ")}.`);
  return {
    host: env["HOST"] || "127.0.0.1",
    ports,
    dataDir: path.resolve(folder, env["DATA_DIR"] || ".data"),
    databaseUrl,
    redisUrl,
    logLevel: env["LOG_LEVEL"] || "warn",
  };
}

/**
 * The environment of the apps: this one's, with the servers that they shall use. An embedded database means that the
 * queue is there too, unless REDIS_URL says otherwise.
 */
export function appEnvironment(
  env: NodeJS.ProcessEnv,
  settings: StartSettings,
  databaseUrl: string,
): NodeJS.ProcessEnv {
  const result: NodeJS.ProcessEnv = { ...env, HOST: settings.host, DATABASE_URL: databaseUrl };
  // An empty variable counts as one that is not set, for us; it should for the process that reads it next.
  if (!settings.redisUrl) delete result["REDIS_URL"];
  for (const app of APPS) result[APP_PORTS[app].variable] = String(settings.ports[app]);
  return result;
}

function readPort(
  env: NodeJS.ProcessEnv,
  { variable, port }: { variable: string; port: number },
  problems: string[],
): number {
  const text = env[variable];
  if (!text) return port;
  const given = Number(text);
  if (/^\d+$/.test(text) && given >= 1 && given <= 65_535) return given;
  problems.push(`${variable} must be a port, 1 to 65535, and is "${text}"`);
  return port;
}

/** The value is not repeated in the problem: it may hold a password. */
function readUrl(
  env: NodeJS.ProcessEnv,
  variable: string,
  protocols: string[],
  problems: string[],
): string | undefined {
  const text = env[variable];
  if (!text) return undefined;
  if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text;
  problems.push(`${variable} must be a URL that begins with ${protocols[0]}//`);
  return undefined;
}

/** As the apps read it, so that nothing starts that cannot go on. */
function readRedisUrl(text: string | undefined, problems: string[]): string | undefined {
  if (!text) return undefined;
  const parsed = RedisUrl.safeParse(text);
  if (parsed.success) return parsed.data;
  problems.push(`REDIS_URL ${parsed.error.issues[0]?.message}`);
  return undefined;
}

function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((one, index) => items.slice(index + 1).map((other): [T, T] => [one, other]));
}
