/** Each stage has one colour wherever it is drawn. */
const COLOURS: Readonly<Record<string, string>> = {
  accept: "var(--c9)",
  enqueue: "var(--c1)",
  queue: "var(--c2)",
  load: "var(--c7)",
  value: "var(--c4)",
  ensemble: "var(--c3)",
  persist: "var(--c5)",
  publish: "var(--c6)",
  reply: "var(--c8)",
  respond: "var(--c10)",
  unattributed: "var(--line-strong)",
};

export const stageColour = (stage: string): string => COLOURS[stage] ?? "var(--c9)";
