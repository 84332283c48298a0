import "./value-screen.css";

import { useState } from "react";

import { useOnline } from "../../app/use-online.js";
import { Failure, Notice } from "../../ui/states.js";
import { NameListInput } from "./name-list-input.js";
import { Results } from "./results.js";
import { SeedOffer } from "./seed-offer.js";
import { useBatch } from "./use-batch.js";

/** Names in, values out: the page's first screen. */
export default function ValueScreen({ batchId }: { batchId: string | undefined }) {
  const batch = useBatch(batchId);
  const isOnline = useOnline();
  const [hasDetail, setHasDetail] = useState(false);
  const hasResults = batch.phase === "running" || batch.phase === "ended";
  const isBusy = batch.phase === "submitting" || batch.phase === "running";
  return (
    <div className="stack">
      {!isOnline && <Notice isBad>You are offline. What is shown here may be old.</Notice>}
      <div
        className={[
          "value-layout",
          hasResults ? "has-results" : "intro",
          hasResults && hasDetail && "has-detail",
        ]
          .filter(Boolean)
          .join(" ")}
      >
        <div className="stack">
          <div className={hasResults ? "sr" : "stack tight"}>
            <h1>What is a name worth?</h1>
            <p className="dim">
              Paste a list of domain names. Each gets a value, a range that holds four times in
              five, and the reasons.
            </p>
          </div>
          <NameListInput isBusy={isBusy} onSubmit={batch.submit} onCancel={batch.cancel} />
          {!hasResults && batch.problem !== undefined && <Failure problem={batch.problem} />}
          {!hasResults && <SeedOffer />}
        </div>
        {hasResults && <Results batch={batch} onDetail={setHasDetail} />}
      </div>
    </div>
  );
}
