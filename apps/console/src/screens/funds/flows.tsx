import { bodyOf, type AssayClient, type Schema } from "#client";

import { useApi } from "../../api/api.js";
import { useQuery } from "../../api/use-query.js";
import { EventTypeName } from "../../stream/event-type.js";
import { summaryOf } from "../../stream/events.js";
import { Busy, Failure } from "../../ui/states.js";
import { Time } from "../../ui/time.js";

type StoredEvent = Schema<"StoredEvent">;

const TYPES = ["etf_flow", "distribution", "fee_accrual"] as const;
const PAGES = 5;
const SHOWN = 30;

/** What came into a fund and went out of it, and its fees, from the log: newest first. */
export const Flows = ({ symbol }: { symbol: string }) => {
  const { client } = useApi();
  const flows = useQuery(`flows ${symbol}`, (signal) => readFlows(client, symbol, signal));
  if (flows.error !== undefined) return <Failure problem={flows.error} onRetry={flows.reload} />;
  if (flows.data === undefined) return <Busy what="flows and fees" />;
  const events = flows.data;
  return (
    <section className="card">
      <header>
        <h2>Flows and fees</h2>
        <span className="small dim">newest first</span>
      </header>
      {events.length === 0 && (
        <p className="dim">None in the part of the log that was looked at.</p>
      )}
      <div className="scroll-x">
        <table aria-label="Flows and fees">
          <tbody>
            {events.slice(0, SHOWN).map((event) => (
              <tr key={event.seq}>
                <td className="dim">
                  <Time at={event.at} />
                </td>
                <td>
                  <EventTypeName type={event.type} />
                </td>
                <td>{kindOf(event)}</td>
                <td className="num">{summaryOf(event)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
};

const kindOf = ({ data }: StoredEvent): string => {
  const kind = data["direction"] ?? data["kind"];
  return typeof kind === "string" ? kind : "";
};

const readFlows = async (
  client: AssayClient,
  symbol: string,
  signal: AbortSignal,
): Promise<StoredEvent[]> => {
  const found: StoredEvent[] = [];
  // Left out at first: a log of which some was pruned does not have 0.
  let since: number | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const { events, next_since_seq, head } = await bodyOf(
      client.GET("/api/v1/events", {
        params: {
          query: {
            ...(since === undefined ? {} : { since_seq: since }),
            types: [...TYPES],
            limit: 1_000,
          },
        },
        signal,
      }),
    );
    found.push(
      ...events.filter(
        ({ data }) => String(data["fund_id"]).toLowerCase() === symbol.toLowerCase(),
      ),
    );
    since = next_since_seq;
    if (next_since_seq >= head) break;
  }
  return found.toReversed();
};
