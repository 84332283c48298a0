import { z } from "zod";

import { parseApiKeys, type ApiKey } from "#keys";

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace"] as const;
/** A port to listen on. */
const port = (fallback: number) => z.coerce.number().int().min(1).max(65_535).default(fallback);
/** An interval in seconds, up to a day. */
const seconds = (fallback: number) => z.coerce.number().int().min(1).max(86_400).default(fallback);
const url = (...protocols: string[]) =>
  z.url({
    protocol: new RegExp(`^(${protocols.join("|")})$`),
    error: `must be a URL that starts with ${protocols[0]}://`,
  });

/** A Redis, or the sentinels that know which one is the primary. */
const SENTINELS =
  /^rediss?\+sentinel:\/\/([^@/]*@)?[^/@,:]+(:\d+)?(,[^/@,:]+(:\d+)?)*\/[^/?#]+(\/\d+)?$/;

export const RedisUrl = z.union([url("redis", "rediss"), z.string().regex(SENTINELS)], {
  error:
    "must be a URL that starts with redis://, or with redis+sentinel:// such as redis+sentinel://host:26379,host:26379/name",
});

const Environment = z.object({
  GATEWAY_PORT: port(3000),
  REPLAY_PORT: port(3001),
  WORKER_PORT: port(3002),
  HOST: z.string().default("127.0.0.1"),
  DATA_DIR: z.string().default(".data"),
  DATABASE_URL: url("postgres", "postgresql").optional(),
  REDIS_URL: RedisUrl.optional(),
  VALUATION_USE_ENSEMBLE: z.enum(["0", "1"]).default("1"),
  BASE_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3,5}$/, "must be a currency code such as USD")
    .default("USD"),
  SUFFIX_CURRENCIES: z
    .string()
    .regex(/^[a-z0-9.-]+:[A-Z]{3,5}(,[a-z0-9.-]+:[A-Z]{3,5})*$/, "must be like eth:ETH,sol:SOL")
    .default("eth:ETH"),
  BASELINES: z
    .string()
    .regex(
      /^[A-Z]{3,5}:(?=[\d.]*[1-9])\d{1,15}(\.\d{1,18})?(,[A-Z]{3,5}:(?=[\d.]*[1-9])\d{1,15}(\.\d{1,18})?)*$/,
      "must be like USD:10.00,XYZ:0.5",
    )
    .optional(),
  DISPUTE_MIN_QUORUM: z.coerce.number().int().min(1).max(100).default(2),
  FLAGGED_TRADE_WEIGHT: z.coerce.number().min(0).max(1).default(0.25),
  MODEL_DIR: z.string().default("data/model"),
  CONSOLE_DIR: z.string().default("dist/console"),
  STREAM_URL: z
    .string()
    .regex(/^(wss?:\/\/\S+|\/\S*)$/, "must be a ws:// or wss:// URL, or a path such as /v1/stream")
    .optional(),
  READY_URLS: z
    .string()
    .regex(
      /^[\w-]+=https?:\/\/[^\s,]+(,[\w-]+=https?:\/\/[^\s,]+)*$/,
      "must be like replay=http://replay:3001/readyz,worker=http://worker:3002/readyz",
    )
    .optional(),
  JAEGER_URL: url("http", "https").optional(),
  ORACLE_URL: url("http", "https")
    .refine((text) => text.includes("{domain}"), "must contain {domain}, where the name goes")
    .optional(),
  RETENTION_HOURS: z.coerce.number().positive().optional(),
  /** The former name of RETENTION_HOURS. */
  EVENT_RETENTION_HOURS: z.coerce.number().positive().optional(),
  NAV_INTERVAL: seconds(60),
  SNAPSHOT_INTERVAL: seconds(300),
  DECAY_INTERVAL: seconds(3_600),
  ADMISSION_MAX_WAIT_MS: z.coerce.number().int().min(10).max(60_000).default(1_000),
  API_KEYS: z
    .string()
    .transform((text, context) => {
      const parsed = parseApiKeys(text);
      if ("keys" in parsed) return parsed.keys;
      context.addIssue({ code: "custom", message: parsed.problem });
      return z.NEVER;
    })
    .optional(),
  ALLOWED_ORIGINS: z
    .string()
    .transform((text, context) => {
      const origins = text.split(",").map((origin) => origin.trim());
      if (origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin))
        return origins;
      context.addIssue({
        code: "custom",
        message: "must be origins separated by commas, such as https://assay.example",
      });
      return z.NEVER;
    })
    .optional(),
  ALLOW_OPEN: z.enum(["0", "1"]).default("0"),
  ASSAY_KEY: z.string().optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS).default("info"),
});

/** Where the queue and the bus live. */
type TransportSettings =
  | { readonly kind: "redis"; readonly redisUrl: string }
  | { readonly kind: "postgres"; readonly databaseUrl: string };

/** The environment, read once at boot. */
export interface Config {
  readonly gatewayPort: number;
  readonly replayPort: number;
  readonly workerPort: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly useEnsemble: boolean;
  readonly baseCurrency: string;
  /** Currencies of suffixes that are not priced in the base currency. */
  readonly suffixCurrencies: ReadonlyMap<string, string>;
  /** The value of an unknown name, by currency; overrides the built-in amounts. */
  readonly baselines: ReadonlyMap<string, string>;
  /** The minimum quorum of a dispute. */
  readonly disputeMinQuorum: number;
  /** The share of its quantity that a trade with a risk flag weighs in a VWAP, 0 to 1. */
  readonly flaggedTradeWeight: number;
  /** The folder of the trained model. */
  readonly modelDir: string;
  /** The folder of the built console. */
  readonly consoleDir: string;
  /** Where a browser finds the stream: a URL, or a path on the gateway's host. Undefined: the replay app's port there. */
  readonly streamUrl: string | undefined;
  /** Readiness URLs of other processes, by name, for `GET /system`. */
  readonly readyUrls: ReadonlyMap<string, string>;
  /** Where a browser finds Jaeger. */
  readonly jaegerUrl: string | undefined;
  /** URL of an outside price source; `{domain}` stands for the name. */
  readonly oracleUrl: string | undefined;
  /** Retention of events, values, and ended batches, orders and the like. Undefined keeps all. */
  readonly retentionHours: number | undefined;
  /** The NAV of a fund is never older than this, in milliseconds. */
  readonly navIntervalMs: number;
  /** A point of every fund's history is kept, and its fees are paid, that often. */
  readonly snapshotIntervalMs: number;
  /** A value that rests on a decaying anchor is computed again after this. */
  readonly decayIntervalMs: number;
  /** A request for values is rejected when it would have to wait for longer than this, in milliseconds. */
  readonly admissionMaxWaitMs: number;
  /** Empty: every caller has full access. */
  readonly apiKeys: readonly ApiKey[];
  /** Origins whose pages may call the apps without keys, and whose hosts may be used. */
  readonly allowedOrigins: readonly string[];
  /** Whether the apps may listen beyond loopback without keys. */
  readonly isOpen: boolean;
  /** The API key that this project's tools send. */
  readonly key: string | undefined;
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

/** The environment of an app: it always has a database, the launcher's embedded one included. */
export interface AppConfig extends Config {
  readonly databaseUrl: string;
  readonly transport: TransportSettings;
}

/** The environment is invalid: lists every wrong variable, and why. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  constructor(readonly problems: readonly string[]) {
    super(
      `The environment is not usable:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`,
    );
  }
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment into a typed object. An empty variable counts as one that is not set.
 * @throws ConfigError that names every variable that is wrong
 */
export const loadConfig = (env: Env = process.env): Config => {
  const present = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  const parsed = Environment.safeParse(present);
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`),
    );
  }
  const values = parsed.data;
  return {
    gatewayPort: values.GATEWAY_PORT,
    replayPort: values.REPLAY_PORT,
    workerPort: values.WORKER_PORT,
    host: values.HOST,
    dataDir: values.DATA_DIR,
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    useEnsemble: values.VALUATION_USE_ENSEMBLE === "1",
    baseCurrency: values.BASE_CURRENCY,
    suffixCurrencies: new Map(
      values.SUFFIX_CURRENCIES.split(",").map((pair) => pair.split(":") as [string, string]),
    ),
    baselines: new Map(
      (values.BASELINES?.split(",") ?? []).map((pair) => pair.split(":") as [string, string]),
    ),
    disputeMinQuorum: values.DISPUTE_MIN_QUORUM,
    flaggedTradeWeight: values.FLAGGED_TRADE_WEIGHT,
    modelDir: values.MODEL_DIR,
    consoleDir: values.CONSOLE_DIR,
    streamUrl: values.STREAM_URL,
    readyUrls: readyUrlsOf(values),
    jaegerUrl: values.JAEGER_URL,
    oracleUrl: values.ORACLE_URL,
    retentionHours: values.RETENTION_HOURS ?? values.EVENT_RETENTION_HOURS,
    navIntervalMs: values.NAV_INTERVAL * 1_000,
    snapshotIntervalMs: values.SNAPSHOT_INTERVAL * 1_000,
    decayIntervalMs: values.DECAY_INTERVAL * 1_000,
    admissionMaxWaitMs: values.ADMISSION_MAX_WAIT_MS,
    apiKeys: values.API_KEYS ?? [],
    allowedOrigins: values.ALLOWED_ORIGINS ?? [],
    isOpen: values.ALLOW_OPEN === "1",
    key: values.ASSAY_KEY,
    logLevel: values.LOG_LEVEL,
  };
};

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;

/** On loopback all apps are on this machine, at known ports; elsewhere `READY_URLS` must name them. */
const readyUrlsOf = (values: z.infer<typeof Environment>): ReadonlyMap<string, string> => {
  if (values.READY_URLS !== undefined)
    return new Map(
      values.READY_URLS.split(",").map((pair) => {
        const at = pair.indexOf("=");
        return [pair.slice(0, at), pair.slice(at + 1)];
      }),
    );
  if (!LOOPBACK.test(values.HOST)) return new Map();
  const host = values.HOST.includes(":") ? `[${values.HOST}]` : values.HOST;
  return new Map([
    ["replay", `http://${host}:${values.REPLAY_PORT}/readyz`],
    ["worker", `http://${host}:${values.WORKER_PORT}/readyz`],
  ]);
};

/**
 * Reads the environment of an app.
 * @throws ConfigError also when there is no `DATABASE_URL`
 */
export const loadAppConfig = (env: Env = process.env): AppConfig => {
  const config = loadConfig(env);
  const { databaseUrl, redisUrl } = config;
  if (databaseUrl === undefined) {
    throw new ConfigError([
      "DATABASE_URL: is not set; `npm start` sets it for its embedded database",
    ]);
  }
  const transport: TransportSettings =
    redisUrl === undefined ? { kind: "postgres", databaseUrl } : { kind: "redis", redisUrl };
  return { ...config, databaseUrl, transport };
};

/**
 * Reads the environment of an app with callers.
 * @throws ConfigError also if it would listen beyond loopback without keys
 */
export const loadServerConfig = (env: Env = process.env): AppConfig => {
  const config = loadAppConfig(env);
  if (config.apiKeys.length === 0 && !config.isOpen && !LOOPBACK.test(config.host)) {
    throw new ConfigError([
      `HOST: ${config.host} is not a loopback address, and there are no API_KEYS; make some with npm run key, or set ALLOW_OPEN=1 if something else restricts access`,
    ]);
  }
  return config;
};
