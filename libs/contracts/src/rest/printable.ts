import { z } from "zod";

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Cf} ]*$/u;

/** Text that can be shown on a line: no control characters, which no database takes, and no half of a character. */
export const printable = (what: string, max: number) => {
  const message = `${what} must be 1 to ${max} printable characters`;
  return z
    .string(message)
    .min(1, message)
    .max(max, message)
    .refine((text) => PRINTABLE.test(text), message);
};
