import type { MarkPhase } from "#contracts";

/** The states of a subscription. `over` is final. */
export type State =
  | "starting"
  | "catching_up"
  | "live"
  | "fell_behind"
  | "paused"
  | "stepping"
  | "ended"
  | "over";

/** What happens to a subscription: in its walk, or by its client. */
export type Happening =
  /** The next event is not the newest: it is read, or was due before. */
  | "behind"
  /** Nothing is left to send before the head of the live stream. */
  | "head"
  /** A live client was so slow that the next event is not in memory any more. */
  | "overrun"
  /** The last requested event is sent. */
  | "end"
  /** The last event of a `step` is sent. */
  | "stepped"
  | "pause"
  | "resume"
  | "step"
  /** It continues after another offset, by `seek` or because it loops. */
  | "move"
  /** It changes to the live stream, by `live` or `on_end`. */
  | "leave"
  /** Unsubscribed, failed, or the connection has closed. */
  | "close";

/** The transition is impossible in this state. */
const NEVER = undefined;

/**
 * The transition table: every state with every event. `docs/stream.md`
 * has its diagram.
 */
export const TRANSITIONS = {
  starting: {
    behind: "catching_up",
    head: "live",
    overrun: NEVER,
    end: "ended",
    stepped: NEVER,
    pause: "paused",
    resume: "starting",
    step: "stepping",
    move: "starting",
    leave: "starting",
    close: "over",
  },
  catching_up: {
    behind: "catching_up",
    head: "live",
    overrun: NEVER,
    end: "ended",
    stepped: NEVER,
    pause: "paused",
    resume: "catching_up",
    step: "stepping",
    move: "starting",
    leave: "starting",
    close: "over",
  },
  live: {
    behind: "live",
    head: "live",
    overrun: "fell_behind",
    end: "ended",
    stepped: NEVER,
    pause: "paused",
    resume: "live",
    step: "stepping",
    move: "starting",
    leave: "starting",
    close: "over",
  },
  fell_behind: {
    behind: "fell_behind",
    head: "live",
    overrun: "fell_behind",
    end: "ended",
    stepped: NEVER,
    pause: "paused",
    resume: "fell_behind",
    step: "stepping",
    move: "starting",
    leave: "starting",
    close: "over",
  },
  paused: {
    behind: NEVER,
    head: NEVER,
    overrun: NEVER,
    end: NEVER,
    stepped: NEVER,
    pause: "paused",
    resume: "starting",
    step: "stepping",
    move: "paused",
    leave: "starting",
    close: "over",
  },
  stepping: {
    behind: "stepping",
    head: "paused",
    overrun: NEVER,
    end: "ended",
    stepped: "paused",
    pause: "paused",
    resume: "starting",
    step: "stepping",
    move: "stepping",
    leave: "starting",
    close: "over",
  },
  ended: {
    behind: NEVER,
    head: NEVER,
    overrun: NEVER,
    end: NEVER,
    stepped: NEVER,
    pause: "paused",
    resume: "ended",
    step: "ended",
    move: "starting",
    leave: "starting",
    close: "over",
  },
  over: {
    behind: NEVER,
    head: NEVER,
    overrun: NEVER,
    end: NEVER,
    stepped: NEVER,
    pause: NEVER,
    resume: NEVER,
    step: NEVER,
    move: NEVER,
    leave: NEVER,
    close: "over",
  },
} as const satisfies Record<State, Record<Happening, State | undefined>>;

/** The phase that a mark reports for a state. States without an entry send no mark: not started yet, or over. */
export const PHASES = {
  starting: undefined,
  catching_up: "catching_up",
  live: "live",
  fell_behind: "fell_behind",
  paused: "paused",
  stepping: "paused",
  ended: "ended",
  over: undefined,
} as const satisfies Record<State, MarkPhase | undefined>;

/** @throws Error for an impossible transition, which is a defect */
export const nextState = (state: State, happening: Happening): State => {
  const next: State | undefined = TRANSITIONS[state][happening];
  if (next === undefined)
    throw new Error(`"${happening}" cannot happen to a subscription that is ${state}.`);
  return next;
};

/** The table as a Mermaid state diagram, without self-transitions and `close`, which always leads to `over`. */
export const diagramOf = (): string => {
  const lines = Object.entries(TRANSITIONS).flatMap(([from, row]) => {
    const byTarget = new Map<string, string[]>();
    for (const [happening, to] of Object.entries(row))
      if (to !== undefined && to !== from && to !== "over")
        byTarget.set(to, [...(byTarget.get(to) ?? []), happening]);
    return [...byTarget].map(([to, happenings]) => `  ${from} --> ${to}: ${happenings.join(", ")}`);
  });
  return ["stateDiagram-v2", "  [*] --> starting: subscribe", ...lines].join("\n");
};
