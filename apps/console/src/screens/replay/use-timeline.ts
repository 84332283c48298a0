import { bodyOf, type AssayClient, type StreamRequest } from "#client";

import { useApi } from "../../api/api.js";
import { useQuery, type Query } from "../../api/use-query.js";
import { manifestTimeline, timelineOf, type Due, type Timeline } from "./timeline.js";

/** What is replayed: a manifest, or a range of the log. */
export type ReplaySource =
  | { readonly kind: "manifest"; readonly name: string }
  | { readonly kind: "range"; readonly fromSeq: number; readonly toSeq: number };

/** All that is needed to follow a replay. */
export interface Prepared {
  readonly timeline: Timeline;
  readonly request: StreamRequest;
  readonly firstSeq: number;
}

const PAGE = 1_000;
/** Events of a range whose times are looked up. */
const MAX_KNOWN = 10_000;

/** Loads when the events of a replay are due, and prepares it on the server where that is needed. */
export const usePrepared = (source: ReplaySource | undefined): Query<Prepared> => {
  const { client } = useApi();
  return useQuery(source === undefined ? undefined : JSON.stringify(source), (signal) => {
    if (source === undefined) throw new Error("nothing to load");
    return source.kind === "manifest"
      ? prepareManifest(client, source.name, signal)
      : prepareRange(client, source, signal);
  });
};

const prepareManifest = async (
  client: AssayClient,
  name: string,
  signal: AbortSignal,
): Promise<Prepared> => {
  const text = await bodyOf(
    client.GET("/api/v1/manifests/{name}", {
      params: { path: { name } },
      parseAs: "text",
      signal,
    }),
  );
  return {
    timeline: manifestTimeline(text),
    request: { manifest: name, from: "start", speed: 1 },
    firstSeq: 0,
  };
};

const prepareRange = async (
  client: AssayClient,
  { fromSeq, toSeq }: { fromSeq: number; toSeq: number },
  signal: AbortSignal,
): Promise<Prepared> => {
  const replay = await bodyOf(
    client.POST("/api/v1/replays", {
      body: { from: { seq: fromSeq }, to: { seq: toSeq }, speed: 1 },
      signal,
    }),
  );
  const events: Due[] = [];
  let firstAtMs: number | undefined;
  let since = replay.from_seq;
  while (since < replay.to_seq && events.length < MAX_KNOWN) {
    const page = await bodyOf(
      client.GET("/api/v1/events", {
        params: { query: { since_seq: since, limit: PAGE } },
        signal,
      }),
    );
    for (const { seq, at, type } of page.events) {
      if (seq > replay.to_seq) break;
      firstAtMs ??= Date.parse(at);
      events.push({ seq, atMs: Math.max(0, Date.parse(at) - firstAtMs), type });
    }
    if (page.events.length === 0) break;
    since = page.next_since_seq;
  }
  return {
    timeline: timelineOf(events, since < replay.to_seq),
    request: { replay: replay.replay_id },
    firstSeq: replay.from_seq,
  };
};
