import { loadConfig } from "#config";
import { reachableHost } from "#stack";

import { UsageError } from "../../cli/command-line/index.js";

/** A number of a range. @throws UsageError */
export const numberOf = (
  name: string,
  text: string,
  { min, max, isWhole }: { min: number; max: number; isWhole: boolean },
): number => {
  const value = Number(text);
  if (value >= min && value <= max && (!isWhole || Number.isInteger(value))) return value;
  throw new UsageError(`${name} is a number from ${min} to ${max}, not ${text}.`);
};

export const seedOf = (name: string, text: string): number =>
  numberOf(name, text, { min: 0, max: 4_294_967_295, isWhole: true });

/** The gateway that runs with these settings, or the one that was given; without a slash at the end. @throws UsageError */
export const gatewayOf = (given: string | undefined): string => {
  const { host, gatewayPort } = loadConfig();
  const url = given ?? `http://${reachableHost(host)}:${gatewayPort}`;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url.replace(/\/+$/, "");
  throw new UsageError(
    `--url is the gateway's address, such as http://127.0.0.1:3000, not ${url}.`,
  );
};
