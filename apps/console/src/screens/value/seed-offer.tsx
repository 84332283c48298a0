import { AssayProblem, bodyOf, type AssayClient } from "#client";
import { useState } from "react";

import { useApi } from "../../api/api.js";
import { toProblem, useQuery } from "../../api/use-query.js";
import { Button } from "../../ui/button.js";
import { Empty, Failure } from "../../ui/states.js";
import { SEEDED_FUND, SEEDED_NAMES, seededMarket } from "./seed-market.js";

/** Where there is no market yet, one to look at is offered. */
export const SeedOffer = ({ onSeeded }: { onSeeded?: () => void }) => {
  const { client } = useApi();
  const trades = useQuery("any trade", (signal) =>
    bodyOf(
      client.GET("/api/v1/events", {
        params: { query: { types: ["trade"], limit: 1 } },
        signal,
      }),
    ),
  );
  const [phase, setPhase] = useState<"asked" | "busy" | "done">("asked");
  const [problem, setProblem] = useState<AssayProblem>();
  if (trades.data === undefined || (trades.data.events.length > 0 && phase === "asked"))
    return null;
  const load = async (): Promise<void> => {
    setPhase("busy");
    setProblem(undefined);
    try {
      await seed(client);
      setPhase("done");
      onSeeded?.();
    } catch (error) {
      setPhase("asked");
      setProblem(toProblem(error));
    }
  };
  if (problem !== undefined) return <Failure problem={problem} onRetry={() => void load()} />;
  return phase === "done" ? (
    <Empty title="A small market is there now">
      <p className="dim">
        Twelve names with trades, listings and offers, and the fund SAMPLE. Look at Live, or value{" "}
        {SEEDED_NAMES.slice(0, 3).join(", ")}.
      </p>
    </Empty>
  ) : (
    <Empty title="There is no market here yet">
      <p className="dim">
        Load a small one to look around: twelve names with trades, listings and offers, and a fund.
      </p>
      <Button disabled={phase === "busy"} onClick={() => void load()}>
        {phase === "busy" ? "Loading …" : "Load a sample market"}
      </Button>
    </Empty>
  );
};

const seed = async (client: AssayClient): Promise<void> => {
  await bodyOf(client.POST("/api/v1/market/events", { body: seededMarket(Date.now()) }));
  await bodyOf(client.POST("/api/v1/valuation/batch", { body: { domains: [...SEEDED_NAMES] } }));
  try {
    await bodyOf(client.POST("/api/v1/etfs", { body: SEEDED_FUND as never }));
  } catch (error) {
    // It is there already, or this key may not run funds: the market is there all the same.
    if (
      !(error instanceof AssayProblem) ||
      (error.kind !== "conflict" && error.kind !== "forbidden")
    )
      throw error;
  }
};
