/** Maximum nesting, more than twice that of any contract: deeper documents are attacks. */
export const MAX_JSON_DEPTH = 16;

/** JSON that nests too deep. */
export class JsonDepthError extends Error {
  override readonly name = "JsonDepthError";
  constructor() {
    super(`nests deeper than ${MAX_JSON_DEPTH} levels`);
  }
}

/** Parses JSON from outside. @throws SyntaxError, JsonDepthError */
export const parseJson = (text: string): unknown => {
  const value: unknown = JSON.parse(text);
  checkDepth(value);
  return value;
};

/** @throws JsonDepthError */
export const checkDepth = (value: unknown): void => {
  if (isDeeperThan(MAX_JSON_DEPTH, value)) throw new JsonDepthError();
};

/** Recurses no deeper than the limit. */
const isDeeperThan = (max: number, value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  (max === 0 || Object.values(value).some((inner) => isDeeperThan(max - 1, inner)));
