/** One event on the time line of a replay. */
export interface Due {
  readonly seq: number;
  readonly atMs: number;
  readonly type: string;
}

/** When the events of a replay are due: milliseconds from its start. */
export interface Timeline {
  readonly durationMs: number;
  readonly events: readonly Due[];
  /** By `seq`. */
  readonly dueOf: (seq: number) => number | undefined;
  /** Whether there are more events than are known here. */
  readonly isCut: boolean;
}

export const timelineOf = (events: readonly Due[], isCut = false): Timeline => {
  const bySeq = new Map(events.map(({ seq, atMs }) => [seq, atMs]));
  return {
    durationMs: Math.max(1, events.at(-1)?.atMs ?? 0),
    events,
    dueOf: (seq) => bySeq.get(seq),
    isCut,
  };
};

/** The time line of a manifest, from its lines. @throws SyntaxError when a line is not valid JSON, such as one that was cut off */
export const manifestTimeline = (text: string): Timeline =>
  timelineOf(
    text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line, index) => {
        const { delay_ms, event } = JSON.parse(line) as {
          delay_ms: number;
          event: { type: string };
        };
        return { seq: index + 1, atMs: delay_ms, type: event.type };
      }),
  );

/** How many events stand in each of so many equal parts of the time line. */
export const densityOf = (timeline: Timeline, bins: number): number[] => {
  const counts = Array.from({ length: bins }, () => 0);
  for (const { atMs } of timeline.events) {
    const bin = Math.min(bins - 1, Math.floor((atMs / timeline.durationMs) * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
};
