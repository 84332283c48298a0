import { bodyOf, type Schema } from "#client";
import { useState } from "react";

import { useApi } from "../../api/api.js";
import { Button } from "../../ui/button.js";
import { money } from "../../ui/format.js";
import { Failure } from "../../ui/states.js";
import { Time } from "../../ui/time.js";
import { useAction } from "./use-action.js";

type State = Schema<"MarketSummary"> | undefined;

/** What people decided on a name, and how to decide: with a key that may. */
export const Decisions = ({
  domain,
  currency,
  state,
  onDecided,
}: {
  domain: string;
  currency: string;
  state: State;
  onDecided: () => void;
}) => (
  <section className="card stack">
    <header>
      <h2>Overrides and disputes</h2>
    </header>
    {state?.override != null && (
      <p>
        <span className="chip warn">override</span> {money(state.override.value, currency)} until{" "}
        <Time at={state.override.expires_at} />
      </p>
    )}
    {state?.dispute != null ? (
      <OpenDispute dispute={state.dispute} onDecided={onDecided} />
    ) : (
      <NewDispute domain={domain} onDecided={onDecided} />
    )}
    <NewOverride domain={domain} currency={currency} onDecided={onDecided} />
  </section>
);

const OpenDispute = ({
  dispute: { dispute_id: id, votes, quorum },
  onDecided,
}: {
  dispute: NonNullable<NonNullable<State>["dispute"]>;
  onDecided: () => void;
}) => {
  const { client, settings } = useApi();
  const [text, setText] = useState("");
  const { isBusy, problem, run } = useAction(() => {
    setText("");
    onDecided();
  });
  const path = { params: { path: { id } } };
  return (
    <div className="stack tight">
      <p>
        <span className="chip bad">disputed</span> {votes} of {quorum} votes
        {votes >= quorum && ": the value is held"}
      </p>
      <div className="decision">
        <label className="stack tight wide-field">
          <span className="small dim">
            {settings.keys_required ? "Outcome" : "Who votes, or the outcome"}
          </span>
          <input
            className="field"
            maxLength={500}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <Button
          disabled={isBusy || (!settings.keys_required && text.trim() === "")}
          onClick={() =>
            run(() =>
              bodyOf(
                client.POST("/api/v1/valuation/dispute/{id}/vote", {
                  ...path,
                  body: settings.keys_required ? {} : { voter: text.trim() },
                }),
              ),
            )
          }
        >
          Vote for it
        </Button>
        <Button
          disabled={isBusy || text.trim() === ""}
          onClick={() =>
            run(() =>
              bodyOf(
                client.POST("/api/v1/valuation/dispute/{id}/resolve", {
                  ...path,
                  body: { outcome: text.trim() },
                }),
              ),
            )
          }
        >
          Resolve
        </Button>
      </div>
      {problem !== undefined && <Failure problem={problem} />}
    </div>
  );
};

const NewDispute = ({ domain, onDecided }: { domain: string; onDecided: () => void }) => {
  const { client } = useApi();
  const { isBusy, problem, run } = useAction(onDecided);
  const [reason, setReason] = useState("");
  return (
    <form
      className="stack tight"
      onSubmit={(event) => {
        event.preventDefault();
        run(() =>
          bodyOf(
            client.POST("/api/v1/valuation/dispute", {
              body: { domain, reason: reason.trim(), quorum: 3 },
            }),
          ),
        );
      }}
    >
      <div className="decision">
        <label className="stack tight wide-field">
          <span className="small dim">Dispute the value because</span>
          <input
            className="field"
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        <Button type="submit" disabled={isBusy || reason.trim() === ""}>
          Open a dispute
        </Button>
      </div>
      {problem !== undefined && <Failure problem={problem} />}
    </form>
  );
};

const LASTS = [
  ["1 hour", 3_600],
  ["1 day", 86_400],
  ["30 days", 2_592_000],
] as const;

const NewOverride = ({
  domain,
  currency,
  onDecided,
}: {
  domain: string;
  currency: string;
  onDecided: () => void;
}) => {
  const { client } = useApi();
  const [value, setValue] = useState("");
  const [reason, setReason] = useState("");
  const { isBusy, problem, run } = useAction(() => {
    setValue("");
    setReason("");
    onDecided();
  });
  const [lasts, setLasts] = useState<number>(LASTS[0][1]);
  return (
    <form
      className="stack tight"
      onSubmit={(event) => {
        event.preventDefault();
        run(() =>
          bodyOf(
            client.POST("/api/v1/valuation/override", {
              body: { domain, value: value.trim(), reason: reason.trim(), ttl_seconds: lasts },
            }),
          ),
        );
      }}
    >
      <div className="decision">
        <label className="stack tight wide-field">
          <span className="small dim">Set the value by hand because</span>
          <input
            className="field"
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        <label className="stack tight">
          <span className="small dim">Value ({currency})</span>
          <input
            className="field"
            inputMode="decimal"
            value={value}
            onChange={(event) => setValue(event.target.value)}
          />
        </label>
        <label className="stack tight">
          <span className="small dim">For</span>
          <select
            className="field"
            value={lasts}
            onChange={(event) => setLasts(Number(event.target.value))}
          >
            {LASTS.map(([label, seconds]) => (
              <option key={seconds} value={seconds}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <Button type="submit" disabled={isBusy || value.trim() === "" || reason.trim() === ""}>
          Override
        </Button>
      </div>
      {problem !== undefined && <Failure problem={problem} />}
    </form>
  );
};
