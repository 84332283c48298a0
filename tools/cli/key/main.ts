import { SCOPES } from "#contracts";
import { hashKey } from "#keys";
import { randomBytes } from "node:crypto";

import { readArguments, runCommand, UsageError } from "../command-line/index.js";

const HELP = `npm run key -- --name NAME --scopes ${SCOPES.join(",")} [--per-minute N] [--per-day N]
Makes an API key. It is shown once; what goes into API_KEYS is its hash.
  --per-minute N   requests that it may make in a minute, over all gateways (no limit)
  --per-day N      requests that it may make in a day, over all gateways (no quota)
`;

const makeKey = (): Promise<void> => {
  const text = { type: "string" } as const;
  const values = readArguments(HELP, {
    name: text,
    scopes: text,
    "per-minute": text,
    "per-day": text,
    help: { type: "boolean" },
  });
  if (values.help === true) return Promise.resolve(void process.stdout.write(HELP));
  const { name = "", scopes = "", "per-minute": perMinute, "per-day": perDay } = values;
  if (!/^[\w.-]{1,64}$/.test(name)) throw new UsageError(`--name is letters and digits.\n${HELP}`);
  const chosen = scopes.split(",");
  if (!chosen.every((scope) => (SCOPES as readonly string[]).includes(scope)))
    throw new UsageError(`--scopes are of ${SCOPES.join(", ")}.\n${HELP}`);
  for (const [option, limit] of [
    ["--per-minute", perMinute],
    ["--per-day", perDay],
  ])
    if (limit !== undefined && !/^[1-9]\d{0,8}$/.test(limit))
      throw new UsageError(`${option} is a whole number above zero.\n${HELP}`);
  const key = `assay_${randomBytes(32).toString("base64url")}`;
  const entry = [name, chosen.join("+"), hashKey(key).toString("hex")];
  if (perMinute !== undefined || perDay !== undefined) entry.push(perMinute ?? "");
  if (perDay !== undefined) entry.push(perDay);
  process.stdout.write(
    `the key, for who calls   ${key}\nits entry in API_KEYS    ${entry.join(":")}\n`,
  );
  return Promise.resolve();
};

await runCommand(async () => makeKey(), []);
