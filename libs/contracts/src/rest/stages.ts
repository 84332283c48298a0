/**
 * The stages of a valuation request, in order. They add up to the total that the gateway measured, except for the time
 * reported as `unattributed`. `deliver` happens in the replay app and is not part of the sum.
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
