import type { Schema } from "#client";

import { amount, count, decimal } from "../ui/format.js";

/** How the price of a label follows from what is public: the reasons for and against it add up to a score. */
export const Prior = ({ ensemble: { prior } }: { ensemble: Schema<"EnsembleFactors"> }) => {
  if (prior === undefined) return null;
  const most = Math.max(1e-9, ...prior.terms.map(({ contribution }) => Math.abs(contribution)));
  return (
    <section>
      <h2>How much the label is wanted</h2>
      <div className="scroll-x">
        <table className="waterfall" aria-label="Reasons for and against the label">
          <thead>
            <tr>
              <th>Reason</th>
              <th className="num">Of it</th>
              <th className="num">Weight</th>
              <th className="num">Adds</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {prior.terms.map(({ term, input, weight, contribution }) => (
              <tr key={term}>
                <th scope="row">{term.replaceAll("_", " ")}</th>
                <td className="num">{decimal(input, 2)}</td>
                <td className="num">{decimal(weight, 2)}</td>
                <td className="num">{decimal(contribution, 2)}</td>
                <td className="bar">
                  <span className="track" aria-hidden="true">
                    <i
                      className={contribution < 0 ? "minus" : ""}
                      style={{
                        left: contribution < 0 ? `${50 + (50 * contribution) / most}%` : "50%",
                        width: `${(50 * Math.abs(contribution)) / most}%`,
                      }}
                    />
                  </span>
                </td>
              </tr>
            ))}
            <tr className="sum">
              <th scope="row">Score</th>
              <td />
              <td />
              <td className="num">{decimal(prior.score, 2)}</td>
              <td />
            </tr>
          </tbody>
        </table>
      </div>
      <p className="small dim">
        The suffix: {decimal(prior.level, 2)} of a .com ({prior.level_basis}
        {prior.level_sales > 0 && `, ${count(prior.level_sales)} sales`}); a year&apos;s
        registration {amount(String(prior.renew_usd))} USD is the floor. All of it comes to{" "}
        {amount(String(10 ** prior.log10_price))}.
      </p>
    </section>
  );
};
