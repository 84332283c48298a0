import { expect, it } from "vitest";

import { BodyBudget } from "./body-budget.js";

const MIB = 1024 * 1024;

it("counts what has come, by bytes and by entries", () => {
  const budget = new BodyBudget();
  const hold = budget.open();
  hold.add(1_000, 10);
  expect(budget.heldBytes).toBe(3_000 + 1_280);
  hold.release();
  hold.release();
  expect(budget.heldBytes).toBe(0);
});

it("has no room beyond its limit, and adds nothing then", () => {
  const budget = new BodyBudget();
  const first = budget.open();
  const second = budget.open();
  expect(first.add(40 * MIB, 0)).toBe(true);
  const heldBytes = budget.heldBytes;
  expect(second.add(20 * MIB, 0)).toBe(false);
  expect(second.add(0, MIB)).toBe(false);
  expect(budget.heldBytes).toBe(heldBytes);
  first.release();
  expect(second.add(20 * MIB, 0)).toBe(true);
});

it("always has room for the only body", () => {
  const hold = new BodyBudget().open();
  expect(hold.add(60 * MIB, 0)).toBe(true);
  expect(hold.add(1, 1)).toBe(true);
});
