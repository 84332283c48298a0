import "./replay.css";

import { useState } from "react";

import { navigate, useQueryParameter } from "../../app/router.js";
import { Busy, Empty, Failure } from "../../ui/states.js";
import { count } from "../../ui/format.js";
import { Player } from "./player.js";
import { SourceList } from "./source-list.js";
import { usePrepared, type ReplaySource } from "./use-timeline.js";

/** Recorded streams, played again. */
export default function ReplayScreen() {
  const named = useQueryParameter("manifest");
  const [range, setRange] = useState<{ fromSeq: number; toSeq: number }>();
  const source: ReplaySource | undefined =
    range !== undefined
      ? { kind: "range", ...range }
      : named === null
        ? undefined
        : { kind: "manifest", name: named };
  const prepared = usePrepared(source);
  const title =
    source === undefined
      ? ""
      : source.kind === "manifest"
        ? source.name
        : `Log ${count(source.fromSeq + 1)} – ${count(source.toSeq)}`;
  return (
    <div className={source === undefined ? "replay-layout" : "replay-layout has-source"}>
      <SourceList
        chosen={source}
        onManifest={(name) => {
          setRange(undefined);
          navigate(`/replay?manifest=${encodeURIComponent(name)}`, { replace: true });
        }}
        onRange={(fromSeq, toSeq) => setRange({ fromSeq, toSeq })}
      />
      {source === undefined ? (
        <Empty title="Pick what to replay">
          <p className="dim">
            A manifest is a recorded stream. Its events come again at their pace, and this page
            measures how well that is kept.
          </p>
        </Empty>
      ) : prepared.error !== undefined ? (
        <Failure problem={prepared.error} onRetry={prepared.reload} />
      ) : prepared.data === undefined ? (
        <Busy what="the time line" />
      ) : (
        <Player key={title} prepared={prepared.data} title={title} />
      )}
    </div>
  );
}
