import { bodyOf } from "#client";
import { useState } from "react";

import { useApi } from "../../api/api.js";
import { useQuery } from "../../api/use-query.js";
import { Button } from "../../ui/button.js";
import { count, duration } from "../../ui/format.js";
import { Busy, Empty, Failure } from "../../ui/states.js";
import { Capture } from "./capture.js";
import { SampleManifest } from "./sample-manifest.js";
import type { ReplaySource } from "./use-timeline.js";

/** What can be replayed: manifests, a range of the log, and what is captured from now on. */
export const SourceList = ({
  chosen,
  onManifest,
  onRange,
}: {
  chosen: ReplaySource | undefined;
  onManifest: (name: string) => void;
  onRange: (fromSeq: number, toSeq: number) => void;
}) => {
  const { client } = useApi();
  const manifests = useQuery("manifests", (signal) =>
    bodyOf(client.GET("/api/v1/manifests", { signal })),
  );
  return (
    <div className="stack">
      <section className="card">
        <header>
          <h2>Manifests</h2>
        </header>
        {manifests.error !== undefined && (
          <Failure problem={manifests.error} onRetry={manifests.reload} />
        )}
        {manifests.isLoading && <Busy what="the manifests" />}
        {manifests.data?.manifests.length === 0 && (
          <Empty title="There is no manifest">
            <SampleManifest onLoaded={manifests.reload} />
          </Empty>
        )}
        <ul className="sources">
          {manifests.data?.manifests.map(({ name, events, duration_ms }) => (
            <li key={name}>
              <button
                type="button"
                aria-pressed={chosen?.kind === "manifest" && chosen.name === name}
                onClick={() => onManifest(name)}
              >
                <strong>{name}</strong>
                <br />
                <span className="small dim">
                  {count(events)} events, {duration(duration_ms)}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      <LogRange onRange={onRange} />
      <Capture onCaptured={manifests.reload} />
    </div>
  );
};

const LogRange = ({ onRange }: { onRange: (fromSeq: number, toSeq: number) => void }) => {
  const { client } = useApi();
  const head = useQuery("head", (signal) =>
    bodyOf(client.GET("/api/v1/events", { params: { query: { limit: 1 } }, signal })),
  );
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const oldest = head.data?.oldest ?? 1;
  const newest = head.data?.head ?? 0;
  const first = from === "" ? Math.max(oldest, newest - 999) : Number(from);
  const last = to === "" ? newest : Number(to);
  const isGood =
    Number.isInteger(first) &&
    Number.isInteger(last) &&
    first >= oldest &&
    last >= first &&
    last <= newest;
  return (
    <form
      className="card stack tight"
      onSubmit={(event) => {
        event.preventDefault();
        if (isGood) onRange(first - 1, last);
      }}
    >
      <h2>A range of the log</h2>
      <div className="from-to">
        <label className="stack tight">
          <span className="small dim">From event</span>
          <input
            className="field"
            inputMode="numeric"
            size={7}
            placeholder={String(first)}
            value={from}
            onChange={(event) => setFrom(event.target.value.trim())}
          />
        </label>
        <label className="stack tight">
          <span className="small dim">to event</span>
          <input
            className="field"
            inputMode="numeric"
            size={7}
            placeholder={String(last)}
            value={to}
            onChange={(event) => setTo(event.target.value.trim())}
          />
        </label>
      </div>
      {head.data !== undefined && !isGood && newest > 0 && (
        <p className="small bad" role="alert">
          The log has the events {count(oldest)} to {count(newest)}.
        </p>
      )}
      <div>
        <Button type="submit" disabled={!isGood || newest === 0}>
          Replay the range
        </Button>
      </div>
    </form>
  );
};
