import { z } from "zod";

/** No control characters, which Postgres rejects, and no line or paragraph separators. */
const PRINTABLE = "[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]";

/** Text that can be shown on a line. @param max characters, however many units of UTF-16 they take */
export const printable = (what: string, max: number) => {
  const message = `${what} must be 1 to ${max} printable characters`;
  return (
    z
      .string(message)
      .regex(new RegExp(`^${PRINTABLE}{1,${max}}$`, "u"), message)
      // A lone surrogate is not a character.
      .refine((text) => !/\p{Cs}/u.test(text), message)
      .meta({ minLength: 1, maxLength: max })
  );
};
