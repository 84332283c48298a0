import { EventTypeName, type EventType } from "#contracts";
import type { StreamEvent, StreamRequest } from "#stream-client";

import { UsageError } from "../command-line/index.js";

export const HELP = `npm run stream -- --manifest full [--speed 20]   replays a manifest
npm run stream -- --live [--from start|now]   follows the market

  --speed N      times the recorded pace, 0.1 to 1000; 0 as fast as possible; 1 by default
  --types a,b    only these types      --domains a,b  only these domains
  --count N      stops after N events  --url ws://…   another server
`;

/** What was asked for on the command line. */
export interface StreamArguments {
  readonly manifest?: string | undefined;
  readonly from?: string | undefined;
  readonly speed?: string | undefined;
  readonly types?: string | undefined;
  readonly domains?: string | undefined;
}

/** How many events are wanted; without end when it was not said. @throws UsageError */
export const countOf = (text: string | undefined): number => {
  const count = text === undefined ? Number.POSITIVE_INFINITY : Number(text);
  if (count >= 1) return count;
  throw new UsageError(`--count is a number from 1, not ${text}.\n${HELP}`);
};

/** @throws UsageError for a type that there is none of, or a speed that is no number */
export const requestOf = (given: StreamArguments): StreamRequest => {
  const types = given.types?.split(",").map(typeOf);
  if (given.speed !== undefined && Number.isNaN(Number(given.speed)))
    throw new UsageError(`--speed is a number, not ${given.speed}.\n${HELP}`);
  const domains = given.domains?.split(",");
  const filter = { ...(types && { types }), ...(domains && { domains }) };
  return {
    ...(given.manifest === undefined ? { stream: "market" } : { manifest: given.manifest }),
    ...(given.from === "start" || given.from === "now" ? { from: given.from } : {}),
    ...(given.speed === undefined ? {} : { speed: Number(given.speed) }),
    ...(types === undefined && domains === undefined ? {} : { filter }),
  };
};

const typeOf = (text: string): EventType => {
  const type = EventTypeName.safeParse(text);
  if (type.success) return type.data;
  throw new UsageError(`There is no type ${text}; there are ${EventTypeName.options.join(", ")}.`);
};

/** What a person wants to see of an event, on one line. */
export const eventLine = ({ seq, at, type, data }: StreamEvent): string => {
  const { domain, ...rest } = data;
  const about = Object.entries(rest)
    .filter(([, value]) => typeof value === "string" || typeof value === "number")
    .filter(([key]) => !key.endsWith("_id") && key !== "model_version")
    .map(([key, value]) => `${key} ${String(value)}`)
    .join(", ");
  const name = typeof domain === "string" ? domain.padEnd(14) : "";
  return `${String(seq).padStart(6)}  ${at.slice(11, 23)}  ${type.padEnd(18)} ${name} ${about}`.trimEnd();
};
