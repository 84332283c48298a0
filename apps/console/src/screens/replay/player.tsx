import { Button } from "../../ui/button.js";
import { Figure, Figures } from "../../ui/figure.js";
import { count, decimal, duration } from "../../ui/format.js";
import { Busy, Notice } from "../../ui/states.js";
import { EventTypeName } from "../../stream/event-type.js";
import { subjectOf, summaryOf } from "../../stream/events.js";
import { HashCheck } from "./hash-check.js";
import type { ReplayState } from "./replay-session.js";
import { TimelineView } from "./timeline-view.js";
import { useReplay } from "./use-replay.js";
import type { Prepared } from "./use-timeline.js";

/** Times the recorded pace; 0 is as fast as possible. */
const SPEEDS = [0.1, 0.5, 1, 2, 5, 20, 100, 0];
const speedLabel = (speed: number): string => (speed === 0 ? "As fast as possible" : `${speed}×`);

const PHASES: Readonly<Record<ReplayState["phase"], string>> = {
  connecting: "Connecting",
  playing: "Playing",
  paused: "Paused",
  ended: "At the end",
  live: "Live",
  failed: "Stopped",
};

/** A replay that runs: its time line, what steers it, and how well it keeps its schedule. */
export const Player = ({ prepared, title }: { prepared: Prepared; title: string }) => {
  const [session, state] = useReplay(prepared);
  if (session === undefined || state === undefined) return <Busy what="the replay" />;
  const { phase } = state;
  const isRunning = phase === "playing" || phase === "connecting";
  const canControl = phase === "playing" || phase === "paused" || phase === "ended";
  return (
    <div className="stack">
      <section className="card stack tight" aria-label={`Replay of ${title}`}>
        <header>
          <h1>{title}</h1>
          <span
            className={`chip ${phase === "failed" ? "bad" : phase === "live" ? "good" : ""}`}
            role="status"
          >
            {PHASES[phase]}
          </span>
        </header>
        <TimelineView
          timeline={prepared.timeline}
          positionMs={state.positionMs}
          isDisabled={!canControl}
          onSeek={(atMs) => session.seek(atMs)}
        />
        <div className="player">
          {phase === "ended" ? (
            <Button kind="primary" icon="restart" onClick={() => session.restart()}>
              Play again
            </Button>
          ) : (
            <Button
              kind="primary"
              icon={isRunning ? "pause" : "play"}
              disabled={!canControl}
              onClick={() => (isRunning ? session.pause() : session.resume())}
            >
              {isRunning ? "Pause" : "Play"}
            </Button>
          )}
          <Button
            icon="step"
            disabled={!canControl || phase === "ended"}
            onClick={() => session.step()}
          >
            Step
          </Button>
          <Button icon="restart" disabled={!canControl} onClick={() => session.restart()}>
            Restart
          </Button>
          <Button
            icon="loop"
            aria-pressed={state.isLooping}
            disabled={!canControl}
            onClick={() => session.setLooping(!state.isLooping)}
          >
            Loop
          </Button>
          <label>
            <span className="sr">Speed</span>
            <select
              className="field"
              value={state.speed}
              disabled={!canControl}
              onChange={(event) => session.setSpeed(Number(event.target.value))}
            >
              {SPEEDS.map((speed) => (
                <option key={speed} value={speed}>
                  {speedLabel(speed)}
                </option>
              ))}
            </select>
          </label>
          <Button icon="live" disabled={!canControl} onClick={() => session.jumpToLive()}>
            Go live
          </Button>
          <span className="where">{duration(state.positionMs)}</span>
        </div>
        {state.failure !== undefined && <Notice isBad>{state.failure}</Notice>}
        {(state.reconnects > 0 || state.losses > 0) && (
          <Notice>
            The connection was lost {count(state.reconnects)} times and made again behind the last
            event{state.losses > 0 && `; ${count(state.losses)} gaps were filled`}.
          </Notice>
        )}
      </section>
      <Measured state={state} scheduledMs={prepared.timeline.durationMs} />
      <section className="card">
        <header>
          <h2>Events</h2>
          <span className="small dim">newest first</span>
        </header>
        <ol className="event-list" tabIndex={0} aria-label="Events of the replay">
          {state.recent.map((event) => (
            <li key={`${event.gen}-${event.seq}`}>
              <span className="dim">{event.seq}</span>
              <EventTypeName type={event.type} />
              <span>{subjectOf(event)}</span>
              <span>{summaryOf(event)}</span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
};

const Measured = ({ state, scheduledMs }: { state: ReplayState; scheduledMs: number }) => {
  const { dispatch, frames, spanMs } = state;
  const ms = (value: number | undefined): string =>
    value === undefined ? "–" : `${decimal(value, 2)} ms`;
  return (
    <section className="card stack tight" aria-label="Measured in this browser">
      <header>
        <h2>Measured in this browser</h2>
        <span className="small dim">each event against its schedule, since the last move</span>
      </header>
      <Figures>
        <Figure label="Dispatch error p50">{ms(dispatch?.p50)}</Figure>
        <Figure label="p95">{ms(dispatch?.p95)}</Figure>
        <Figure label="p99">{ms(dispatch?.p99)}</Figure>
        <Figure label="Worst">{ms(dispatch?.worst)}</Figure>
        <Figure label="Events">{count(state.events)}</Figure>
        <Figure label="First to last">
          {spanMs === undefined ? "–" : `${decimal(spanMs / 1_000, 3)} s`}
        </Figure>
        <Figure label="Scheduled">
          {state.speed === 0 ? "–" : `${decimal(scheduledMs / state.speed / 1_000, 3)} s`}
        </Figure>
        <Figure label="Frames dropped">
          {count(frames.dropped)} <span className="small dim">of {count(frames.drawn)}</span>
        </Figure>
      </Figures>
      <HashCheck hash={state.hash} />
    </section>
  );
};
