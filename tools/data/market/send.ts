import { MarketReceipt } from "#contracts";

import { keyHeader } from "../../cli/command-line/key-header.js";

/** The gateway did not take what was sent: says where, and what it answered. */
export class SendError extends Error {
  override readonly name = "SendError";
}

/** Sends market events as NDJSON; the gateway knows what fits. @throws SendError */
export const sendEvents = async (
  url: string,
  events: readonly object[],
): Promise<MarketReceipt> => {
  const body = events.map((event) => `${JSON.stringify(event)}\n`).join("");
  const answer = await post(`${url}/api/v1/market/events`, "application/x-ndjson", body);
  return MarketReceipt.parse(JSON.parse(expectGood(answer, url)));
};

/** Posts JSON. @returns the status and the body; a status of 409 is the caller's to judge. @throws SendError */
export const sendJson = async (
  url: string,
  path: string,
  body: object,
): Promise<{ status: number; text: string }> => {
  const answer = await post(`${url}${path}`, "application/json", JSON.stringify(body));
  if (answer.status !== 409) expectGood(answer, url);
  return answer;
};

interface Answer {
  readonly status: number;
  readonly text: string;
}

const expectGood = ({ status, text }: Answer, url: string): string => {
  if (status < 400) return text;
  throw new SendError(`${url} answered ${status}: ${text}`);
};

const post = async (url: string, contentType: string, body: string): Promise<Answer> => {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": contentType, ...keyHeader() },
      body,
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : "";
    throw new SendError(`${url} does not answer: ${why}. Is \`npm start\` running?`);
  }
};
