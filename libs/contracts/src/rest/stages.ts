/**
 * The stages of a valuation request, in order. They add up to what the gateway measured, but for what is shown
 * as `unattributed`. `deliver` happens in the replay app and stands outside of the sum.
 */
export const STAGES = [
  "accept",
  "enqueue",
  "queue",
  "load",
  "value",
  "ensemble",
  "persist",
  "publish",
  "reply",
  "respond",
] as const;
export type Stage = (typeof STAGES)[number];
