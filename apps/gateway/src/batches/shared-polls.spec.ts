import { expect, it, vi } from "vitest";

import { SharedPolls } from "./shared-polls.js";

it("a thousand followers share one look, those of another thing have their own, and a failure reaches all", async () => {
  const look = vi.fn((id: string) =>
    id === "broken" ? Promise.reject(new Error("away")) : Promise.resolve(`${id} seen`),
  );
  const polls = new SharedPolls(look, 1);
  const seen = await Promise.all(Array.from({ length: 1_000 }, () => polls.next("one")));
  expect(new Set(seen)).toEqual(new Set(["one seen"]));
  expect(look).toHaveBeenCalledTimes(1);
  expect(await Promise.all([polls.next("one"), polls.next("two")])).toEqual([
    "one seen",
    "two seen",
  ]);
  expect(look).toHaveBeenCalledTimes(3);
  const failed = await Promise.allSettled([polls.next("broken"), polls.next("broken")]);
  expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(look).toHaveBeenCalledTimes(4);
});
