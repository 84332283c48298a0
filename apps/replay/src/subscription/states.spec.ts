import { SERVER_FRAMES } from "#contracts";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

import { diagramOf, nextState, PHASES, TRANSITIONS, type State } from "./states.js";

it("docs/stream.md draws the table as it is", () => {
  const page = readFileSync(new URL("../../../../docs/stream.md", import.meta.url), "utf8");
  const drawn = /```mermaid\n(stateDiagram[^`]*?)\n```/.exec(page)?.[1];
  expect(drawn).toBe(diagramOf());
});

it("every state is reached from the first, and leads to the last", () => {
  const reached = new Set<State>(["starting"]);
  for (const state of reached)
    for (const next of Object.values(TRANSITIONS[state]) as (State | undefined)[])
      if (next !== undefined) reached.add(next);
  expect([...reached].sort()).toEqual(Object.keys(TRANSITIONS).sort());
  for (const row of Object.values(TRANSITIONS)) expect(row.close).toBe("over");
  expect(Object.values(TRANSITIONS.over).filter((next) => next !== undefined)).toEqual(["over"]);
});

it("every phase of a mark is that of a state", () => {
  const phases = new Set(Object.values(PHASES).filter((phase) => phase !== undefined));
  expect(phases).toEqual(new Set(SERVER_FRAMES.mark.shape.phase.options));
});

it("what cannot happen is a defect that says what it was", () => {
  expect(() => nextState("ended", "stepped")).toThrow('"stepped" cannot happen');
});
