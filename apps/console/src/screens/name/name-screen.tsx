import "./name.css";

import { AssayProblem, bodyOf } from "#client";
import { useState } from "react";

import { useApi } from "../../api/api.js";
import { readServerTiming, type RequestTiming } from "../../api/server-timing.js";
import { toProblem, useQuery } from "../../api/use-query.js";
import { Explanation } from "../../explanation/explanation.js";
import { Headline } from "../../explanation/headline.js";
import { History } from "../../explanation/history.js";
import { RequestTime } from "../../explanation/request-time.js";
import { Button } from "../../ui/button.js";
import { CopyLink } from "../../ui/copy-link.js";
import { Busy, Empty, Failure } from "../../ui/states.js";
import { Decisions } from "./decisions.js";
import { Market } from "./market.js";

/** A name: its value and the reasons, its market, and what people decided on it. */
export default function NameScreen({ name }: { name: string }) {
  const { client } = useApi();
  const [timing, setTiming] = useState<RequestTiming>();
  const [problem, setProblem] = useState<AssayProblem>();
  const [valuedTimes, setValuedTimes] = useState(0);
  const explained = useQuery(
    `factors ${name}`,
    (signal) =>
      bodyOf(
        client.GET("/api/v1/valuation/factors", { params: { query: { domain: name } }, signal }),
      ),
    LOOK_EVERY_MS,
  );
  const market = useQuery(
    `market ${name}`,
    async (signal) => {
      try {
        return await bodyOf(
          client.GET("/api/v1/market/{domain}", { params: { path: { domain: name } }, signal }),
        );
      } catch (error) {
        // A name without a market is no failure: there is nothing to show.
        if (error instanceof AssayProblem && error.status === 404) return null;
        throw error;
      }
    },
    LOOK_EVERY_MS,
  );
  // What is shown stays until the new answer is here: a form keeps what was typed into it.
  const again = (): void => {
    explained.reload();
    market.reload();
    setValuedTimes((times) => times + 1);
  };
  const value = async (): Promise<void> => {
    setProblem(undefined);
    try {
      const fromMs = performance.now();
      const { data, response } = await client.POST("/api/v1/valuation/batch", {
        body: { domains: [name] },
      });
      setTiming(readServerTiming(response.headers, performance.now() - fromMs));
      const item = data !== undefined && "results" in data ? data.results[0] : undefined;
      if (item !== undefined && "error" in item)
        throw new AssayProblem({
          type: "urn:assay:problem:invalid-request",
          title: "This is no name that can be valued",
          status: 400,
          detail: item.error.detail,
        });
      again();
    } catch (error) {
      setProblem(toProblem(error));
    }
  };
  const isUnknown = explained.error?.status === 404;
  const { data } = explained;
  return (
    <div className="stack">
      <div className="row spread">
        <h1>{data?.domain ?? name}</h1>
        <span className="row">
          <CopyLink />
          <Button onClick={() => void value()}>Value it now</Button>
        </span>
      </div>
      {problem !== undefined && <Failure problem={problem} />}
      {isUnknown && (
        <Empty title="It was never valued">
          <p className="dim">Value it now to see what it is worth, and why.</p>
        </Empty>
      )}
      {explained.error !== undefined && !isUnknown && (
        <Failure problem={explained.error} onRetry={explained.reload} />
      )}
      {explained.isLoading && <Busy what={name} />}
      {data !== undefined && (
        <div className="name-layout">
          <div className="stack">
            <section className="card stack" aria-label="Value">
              <Headline
                value={data.value}
                low={data.low}
                high={data.high}
                currency={data.currency}
                confidence={data.confidence}
                source={data.chosen_source}
                valuedAt={data.valued_at}
                outlook={data}
              />
              <Explanation explained={data} />
              {timing !== undefined && <RequestTime timing={timing} />}
            </section>
          </div>
          <div className="stack">
            <section className="card">
              <History
                key={valuedTimes}
                domain={data.domain}
                trades={market.data?.last_trades ?? NO_TRADES}
              />
            </section>
            {market.error !== undefined && (
              <Failure problem={market.error} onRetry={market.reload} />
            )}
            {market.data != null && <Market market={market.data} />}
            <Decisions
              domain={data.domain}
              currency={data.currency}
              state={market.data?.state}
              onDecided={again}
            />
          </div>
        </div>
      )}
    </div>
  );
}

/** The market moves, and what is decided takes a moment to become a value. */
const LOOK_EVERY_MS = 4_000;
const NO_TRADES: readonly { readonly at: string; readonly price: string }[] = [];
