import { request } from "node:http";

export interface HttpAnswer {
  status: number;
  body: string;
}

/**
 * One HTTP request on a connection of its own, which is closed afterwards: an idle one would hold up a server's orderly
 * stop. Sends `json`, when given, with POST.
 *
 * @throws when there is no answer in time.
 */
export function httpCall(
  url: string,
  { json, timeoutMs }: { json?: unknown; timeoutMs: number },
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const body = json === undefined ? undefined : JSON.stringify(json);
    const call = request(
      url,
      {
        agent: false,
        method: body === undefined ? "GET" : "POST",
        headers: body === undefined ? {} : { "content-type": "application/json" },
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          text += part;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
        response.on("error", reject);
      },
    );
    call.on("error", reject);
    call.end(body);
  });
}
