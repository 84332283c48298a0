import type { StreamEvent } from "#client";

import { amount } from "../ui/format.js";

/** Types of events by what they are about; each kind has one colour wherever it is drawn. */
const KINDS = {
  trade: { label: "Trades", colour: "var(--c4)" },
  order: { label: "Orders", colour: "var(--c1)" },
  value: { label: "Values", colour: "var(--accent)" },
  fund: { label: "Funds", colour: "var(--c3)" },
  decision: { label: "Decisions", colour: "var(--c5)" },
  batch: { label: "Batches", colour: "var(--c9)" },
  risk: { label: "Risk", colour: "var(--c2)" },
  other: { label: "Other", colour: "var(--c6)" },
} as const;
export type EventKind = keyof typeof KINDS;
export const EVENT_KINDS = Object.keys(KINDS) as EventKind[];

export const kindLabel = (kind: EventKind): string => KINDS[kind].label;
export const kindColour = (kind: EventKind): string => KINDS[kind].colour;

export const kindOf = (type: string): EventKind => {
  if (type === "trade") return "trade";
  if (/^(listing|offer)_/.test(type)) return "order";
  if (type === "valuation_update") return "value";
  if (/^(nav_update|fee_accrual|etf_flow|distribution)$/.test(type)) return "fund";
  if (/^(dispute|override)_/.test(type)) return "decision";
  if (type.startsWith("batch_")) return "batch";
  return type === "risk_flag" ? "risk" : "other";
};

type Data = StreamEvent["data"];
const text = (data: Data, name: string): string | undefined => {
  const value = data[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
};

/** What an event is about: a name, a fund, a batch. */
export const subjectOf = ({ data }: Pick<StreamEvent, "data">): string =>
  text(data, "domain") ??
  text(data, "fund_id") ??
  text(data, "batch_id") ??
  text(data, "subject") ??
  text(data, "entrant") ??
  "";

/** What an event says, in a few words. */
export const summaryOf = ({ type, data }: Pick<StreamEvent, "type" | "data">): string => {
  const currency = text(data, "currency") ?? "";
  const priced = (name: string): string => {
    const value = text(data, name);
    return value === undefined ? "" : `${amount(value)} ${currency}`.trim();
  };
  switch (kindOf(type)) {
    case "trade":
    case "order":
      return priced("price") || (text(data, "reason") ?? "");
    case "value":
      return `${priced("value")}  (${amount(text(data, "low") ?? "")} – ${amount(text(data, "high") ?? "")})`;
    case "fund":
      return text(data, "nav_per_unit") === undefined
        ? priced("amount")
        : `${priced("nav_per_unit")} a share`;
    case "decision":
      return (
        priced("value") ||
        [
          text(data, "votes") && `${text(data, "votes")} votes`,
          text(data, "reason"),
          text(data, "outcome"),
        ]
          .filter(Boolean)
          .join(", ")
      );
    case "batch":
      return `${text(data, "done") ?? ""} of ${text(data, "total") ?? ""} ${text(data, "status") ?? ""}`;
    case "risk":
      return `${text(data, "rule") ?? ""}: ${text(data, "detail") ?? ""}`;
    case "other":
    default:
      return "";
  }
};
