import type { DiagLogger } from "@opentelemetry/api";
import { z } from "zod";

/** Maximum number of different messages. */
const MAX_MESSAGES = 100;
/** Maximum characters of a message: some contain whole objects. */
const MAX_LETTERS = 500;

/** Logs each message of the SDK once: an unreachable collector would otherwise be reported at every export. */
export class SayOnce implements DiagLogger {
  private readonly said = new Set<string>();

  constructor(private readonly out: { write(text: string): unknown }) {}

  readonly error = (message: string, ...more: unknown[]): void => this.say(message, more);
  readonly warn = (message: string, ...more: unknown[]): void => this.say(message, more);
  readonly info = (message: string, ...more: unknown[]): void => this.say(message, more);
  readonly debug = (message: string, ...more: unknown[]): void => this.say(message, more);
  readonly verbose = (message: string, ...more: unknown[]): void => this.say(message, more);

  private say(message: string, more: readonly unknown[]): void {
    const failure = failureOf(message);
    const text = [failure?.message ?? message, ...more.map(shown)]
      .join(" ")
      .replaceAll(/\s+/g, " ");
    // Messages that differ only in numbers or ids count as the same.
    const what =
      failure?.code ?? text.slice(0, MAX_LETTERS).replaceAll(/\b[\da-f]*\d[\da-f]*\b/gi, "0");
    if (this.said.has(what) || this.said.size >= MAX_MESSAGES) return;
    this.said.add(what);
    this.out.write(`telemetry: ${text.slice(0, MAX_LETTERS)} (said once)\n`);
  }
}

/** An error that the SDK has written as JSON, with its stack. */
const Failure = z.object({ message: z.string(), code: z.string().optional() });
const failureOf = (message: string): z.infer<typeof Failure> | undefined => {
  if (!message.startsWith("{")) return undefined;
  try {
    return Failure.safeParse(JSON.parse(message)).data;
  } catch {
    return undefined;
  }
};

const shown = (value: unknown): string => {
  if (value instanceof Error) return value.message;
  if (typeof value === "string") return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return typeof value;
  }
};
