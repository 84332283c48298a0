import "./waterfall.css";

import { amount, decimal, percent } from "../ui/format.js";
import { sourceLabel } from "../ui/sources.js";
import type { Step, Sum } from "./adds-up.js";

/**
 * A sum that a reader can check: what each source says, how much it counts, what it adds, and where that stands.
 * @param digits behind the point of what is added
 */
export const Waterfall = ({
  label,
  sum,
  adds,
  digits,
  result,
}: {
  label: string;
  sum: Sum;
  /** The heading of what is added. */
  adds: string;
  digits: number;
  /** What the sum comes to, in words. */
  result: string;
}) => {
  const ends = sum.steps.flatMap(({ from, to }) => [from, to]);
  const low = Math.min(0, ...ends);
  const high = Math.max(0, ...ends);
  const span = high - low || 1;
  const at = (value: number): number => (100 * (value - low)) / span;
  const track = (from: number, to: number, kind: string) => (
    <span className="track" aria-hidden="true">
      <i
        className={kind}
        style={{
          left: `${at(Math.min(from, to))}%`,
          width: `${(100 * Math.abs(to - from)) / span}%`,
        }}
      />
    </span>
  );
  const row = (step: Step) => (
    <tr key={step.source}>
      <th scope="row">{sourceLabel(step.source)}</th>
      <td className="num">{amount(step.says)}</td>
      <td className="num">{percent(step.weight, 1)}</td>
      <td className="num">{decimal(step.to - step.from, digits)}</td>
      <td className="bar">{track(step.from, step.to, step.to < step.from ? "minus" : "")}</td>
    </tr>
  );
  return (
    <div className="scroll-x">
      <table className="waterfall" aria-label={label}>
        <thead>
          <tr>
            <th>Source</th>
            <th className="num">Says</th>
            <th className="num">Weight</th>
            <th className="num">{adds}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {sum.steps.map(row)}
          <tr className="sum">
            <th scope="row">Sum</th>
            <td className="num" colSpan={2}>
              {result}
            </td>
            <td className="num">{decimal(sum.total, digits)}</td>
            <td className="bar">{track(0, sum.total, "sum")}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
};
