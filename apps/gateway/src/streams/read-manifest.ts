import {
  MAX_MANIFEST_BYTES,
  MAX_MANIFEST_EVENTS,
  MAX_MANIFEST_LINE,
  ManifestLineError,
  readManifestLine,
  type ManifestEvent,
  type Problem,
} from "#contracts";

import { parseDomainName } from "#valuation";

import type { TextBody } from "../http/body-text.js";
import { ProblemError } from "../http/problem-error.js";

/** Maximum bad lines in the answer; there may be more. */
const MAX_TOLD = 100;

/**
 * Parses the events of a manifest line by line as it arrives. It continues after a bad line, so that all can
 * be fixed at once, but yields no events after the first bad line.
 * @throws ProblemError at the end if there was a bad line, with the number of each
 */
export async function* readManifest(body: TextBody, name: string): AsyncGenerator<ManifestEvent> {
  const bad: NonNullable<Problem["errors"]> = [];
  let number = 0;
  let before: ManifestEvent | undefined;
  for await (const line of body.lines(MAX_MANIFEST_LINE, MAX_MANIFEST_BYTES)) {
    number += 1;
    if (line.trim() === "") continue;
    try {
      before = readManifestLine(line, name, before);
      if (before.seq > MAX_MANIFEST_EVENTS)
        throw new ProblemError(
          "payload-too-large",
          `A manifest has at most ${MAX_MANIFEST_EVENTS.toLocaleString("en")} events.`,
        );
      if (bad.length === 0) yield withDomain(before);
    } catch (error) {
      if (!(error instanceof ManifestLineError)) throw error;
      bad.push({ pointer: `line ${number}`, detail: error.message });
      if (bad.length === MAX_TOLD) break;
    }
  }
  const [first] = bad;
  if (first !== undefined)
    throw new ProblemError(
      "invalid-request",
      `Nothing was stored: ${first.pointer} ${first.detail}${bad.length > 1 ? `, and ${bad.length - 1} more` : ""}.`,
      bad,
    );
}

/** A recorded event keeps its spelling; filters match any spelling. */
const withDomain = (event: ManifestEvent): ManifestEvent => {
  const name = parseDomainName(event.data["domain"]);
  return name.ok ? { ...event, domain: name.domain } : event;
};
