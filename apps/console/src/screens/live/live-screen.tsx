import "./live.css";

import { useState, type CSSProperties } from "react";

import { EventTypeName } from "../../stream/event-type.js";
import {
  EVENT_KINDS,
  kindColour,
  kindLabel,
  summaryOf,
  type EventKind,
} from "../../stream/events.js";
import { Button } from "../../ui/button.js";
import { Figure, Figures } from "../../ui/figure.js";
import { count, decimal, duration } from "../../ui/format.js";
import { Busy, Empty, Notice } from "../../ui/states.js";
import { Time } from "../../ui/time.js";
import { VirtualRows } from "../../ui/virtual-rows.js";
import { SeedOffer } from "../value/seed-offer.js";
import { Causes } from "./causes.js";
import type { LiveEvent, LiveState } from "./live-feed.js";
import { RateStrip } from "./rate-strip.js";
import { useLive } from "./use-live.js";

const PHASE_KIND: Readonly<Record<LiveState["phase"], string>> = {
  connecting: "",
  live: "good",
  "catching up": "warn",
  lost: "bad",
  refused: "bad",
};

/** The stream as it comes. */
export default function LiveScreen() {
  const [feed, state] = useLive();
  const [hidden, setHidden] = useState<ReadonlySet<EventKind>>(new Set());
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<LiveEvent>();
  if (feed === undefined || state === undefined) return <Busy what="the stream" />;

  const wanted = text.trim().toLowerCase();
  const events =
    hidden.size === 0 && wanted === ""
      ? state.events
      : state.events.filter(
          ({ kind, subject }) => !hidden.has(kind) && subject.toLowerCase().includes(wanted),
        );
  const toggle = (kind: EventKind): void => {
    const next = new Set(hidden);
    if (!next.delete(kind)) next.add(kind);
    setHidden(next);
  };
  return (
    <div className="stack">
      <div className="live-top">
        <section className="card">
          <header>
            <h1>Live</h1>
            <span className={`chip ${PHASE_KIND[state.phase]}`} role="status">
              {state.phase}
            </span>
          </header>
          <RateStrip rates={state.rates} />
        </section>
        <StreamFigures state={state} />
      </div>
      <Troubles state={state} />
      <div className="live-bar">
        <Button
          kind={state.isPaused ? "primary" : undefined}
          icon={state.isPaused ? "play" : "pause"}
          onClick={() => (state.isPaused ? feed.resume() : feed.pause())}
        >
          {state.isPaused ? `Show ${count(state.waiting)} more` : "Pause"}
        </Button>
        <input
          className="field"
          type="search"
          aria-label="Filter by name or fund"
          placeholder="Filter by name or fund"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span className="kinds" role="group" aria-label="Kinds of events">
          {EVENT_KINDS.map((kind) => (
            <button
              key={kind}
              type="button"
              className="button"
              aria-pressed={!hidden.has(kind)}
              onClick={() => toggle(kind)}
            >
              <span className="swatch" style={{ "--kind": kindColour(kind) } as CSSProperties} />
              {kindLabel(kind)} <span className="n">{count(state.byKind.get(kind) ?? 0)}</span>
            </button>
          ))}
        </span>
      </div>
      {state.events.length === 0 ? (
        <>
          <Empty title="Nothing has happened since you came">
            <p className="dim">Events appear here as they are committed, the newest first.</p>
          </Empty>
          <SeedOffer />
        </>
      ) : (
        <div className={chosen === undefined ? "live-body" : "live-body has-detail"}>
          <EventGrid events={events} chosen={chosen} onChoose={setChosen} />
          {chosen !== undefined && (
            <Causes chosen={chosen} events={state.events} onClose={() => setChosen(undefined)} />
          )}
        </div>
      )}
    </div>
  );
}

const EventGrid = ({
  events,
  chosen,
  onChoose,
}: {
  events: readonly LiveEvent[];
  chosen: LiveEvent | undefined;
  onChoose: (event: LiveEvent) => void;
}) => (
  <VirtualRows
    className="live-grid"
    count={events.length}
    rowHeight={32}
    label="Events, the newest first"
    columns={5}
    header={
      <>
        <span role="columnheader">Time</span>
        <span role="columnheader" className="wide">
          Number
        </span>
        <span role="columnheader">Event</span>
        <span role="columnheader">About</span>
        <span role="columnheader" className="wide">
          Says
        </span>
      </>
    }
    row={(index) => {
      const live = events[index];
      return live === undefined ? null : (
        <>
          <span role="gridcell" className="dim">
            <Time at={live.event.at} short />
          </span>
          <span role="gridcell" className="dim wide">
            {live.event.seq}
          </span>
          <span role="gridcell">
            <EventTypeName type={live.event.type} />
          </span>
          <span role="gridcell">{live.subject}</span>
          <span role="gridcell" className="wide">
            {summaryOf(live.event)}
          </span>
        </>
      );
    }}
    rowClassName={(index) =>
      chosen?.traceId !== undefined && events[index]?.traceId === chosen.traceId
        ? "in-trace"
        : undefined
    }
    selected={chosen === undefined ? undefined : events.indexOf(chosen)}
    onOpen={(index) => {
      const live = events[index];
      if (live !== undefined) onChoose(live);
    }}
  />
);

const StreamFigures = ({ state }: { state: LiveState }) => {
  const lastTen = state.rates.slice(-10);
  const rate =
    lastTen.reduce((sum, ofSecond) => sum + [...ofSecond.values()].reduce((a, b) => a + b, 0), 0) /
    lastTen.length;
  const ms = (value: number | undefined): string => (value === undefined ? "–" : duration(value));
  return (
    <section className="card" aria-label="Figures">
      <Figures>
        <Figure label="Events a second">{decimal(rate, 1)}</Figure>
        <Figure label="Since you came">{count(state.total)}</Figure>
        <Figure label="Lag p50">{ms(state.lag?.p50)}</Figure>
        <Figure label="Lag p99">{ms(state.lag?.p99)}</Figure>
        <Figure label="Reconnects">{count(state.reconnects)}</Figure>
        <Figure label="Gaps">{count(state.gaps.length)}</Figure>
      </Figures>
    </section>
  );
};

const Troubles = ({ state }: { state: LiveState }) => (
  <>
    {state.failure !== undefined && <Notice isBad>{state.failure}</Notice>}
    {state.phase === "lost" && (
      <Notice isBad>
        The connection is lost. The page connects again by itself, behind the last event that it
        has.
      </Notice>
    )}
    {state.clockDifferenceMs !== undefined && (
      <Notice>
        This clock is {duration(Math.abs(state.clockDifferenceMs))}{" "}
        {state.clockDifferenceMs > 0 ? "ahead of" : "behind"} the server&apos;s. Times are the
        server&apos;s; lags are relative to the quickest delivery.
      </Notice>
    )}
    {state.gaps.length > 0 && (
      <Notice>
        The log no longer has the events{" "}
        {state.gaps.map(({ fromSeq, toSeq }) => `${fromSeq}–${toSeq}`).join(", ")}.
      </Notice>
    )}
  </>
);
