import type { components } from "./schema.js";

type Problem = components["schemas"]["Problem"];

/** What the server said, or that it said nothing: then `status` is 0 and the kind `unreachable`. */
export class AssayProblem extends Error {
  override readonly name = "AssayProblem";

  constructor(
    readonly problem: Problem,
    /** Seconds after which another try is worth it, where the server said so. */
    readonly retryAfterS?: number,
  ) {
    super(problem.detail);
  }

  /** The last part of `type`, such as `overloaded`: stable, and safe to branch on. */
  get kind(): string {
    return this.problem.type.split(":").at(-1) ?? "";
  }

  get status(): number {
    return this.problem.status;
  }
}

/** The problem of an error response; errors of a proxy in between become problems, too. */
export const problemOf = async (response: Response): Promise<AssayProblem> => {
  const text = await response.text().catch(() => "");
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new AssayProblem(
    readProblem(text) ?? {
      type: "about:blank",
      title: response.statusText || `Status ${response.status}`,
      status: response.status,
      detail: `The server answered with status ${response.status}.`,
    },
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
};

const readProblem = (text: string): Problem | undefined => {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && "type" in body && "detail" in body
      ? (body as Problem)
      : undefined;
  } catch {
    return undefined;
  }
};
