import { readArguments, runCommand } from "../../cli/command-line/index.js";
import { gatewayOf, seedOf } from "./options.js";
import { seededMarket } from "./seeded-market.js";
import { sendEvents, sendJson } from "./send.js";
import { readSoldNames } from "./sold-names.js";

const HELP = `npm run seed-market [-- --seed N] [--url http://127.0.0.1:3000]
Sends a believable market to a running Assay: 1,000 domains with their books and trades, then their values, then three
funds. The same seed is the same market: sent twice within an hour, it is there once.
`;
const EVENTS_AT_ONCE = 500;
const SHARES = "10000";

const report = (text: string): void => void process.stderr.write(`${text}\n`);

const seedMarket = async (): Promise<void> => {
  const text = { type: "string" } as const;
  const values = readArguments(HELP, { seed: text, url: text, help: { type: "boolean" } });
  if (values.help === true) return void process.stdout.write(HELP);
  const url = gatewayOf(values.url);
  const seed = seedOf("--seed", values.seed ?? "1");
  const { domains, events, funds } = seededMarket(await readSoldNames(), seed, Date.now());

  let accepted = 0;
  let duplicates = 0;
  for (let sent = 0; sent < events.length; sent += EVENTS_AT_ONCE) {
    const taken = await sendEvents(url, events.slice(sent, sent + EVENTS_AT_ONCE));
    accepted += taken.accepted;
    duplicates += taken.duplicates;
    for (const { code, detail } of taken.errors) report(`  rejected (${code}): ${detail}`);
    report(
      `${Math.min(sent + EVENTS_AT_ONCE, events.length)} of ${events.length} events sent: ${accepted} accepted, ${duplicates} duplicates`,
    );
  }

  await sendJson(url, "/api/v1/valuation/batch", { domains: domains.map(({ domain }) => domain) });
  report(`${domains.length} domains valued`);

  for (const fund of funds) {
    const body = { ...fund, shares: SHARES, management_fee_bps: 75, performance_fee_bps: 1_000 };
    const { status, text: answer } = await sendJson(url, "/api/v1/etfs", body);
    const outcome = status === 409 ? (JSON.parse(answer) as { detail: string }).detail : "created";
    report(`${fund.symbol}, ${fund.positions.length} positions: ${outcome}`);
  }
  process.stdout.write(
    `${JSON.stringify({ seed, domains: domains.length, accepted, duplicates })}\n`,
  );
};

await runCommand(seedMarket, ["ConfigError", "SendError"]);
