import "./explanation.css";

import type { Schema } from "#client";

import { Link, namePath } from "../app/router.js";
import { amount, decimal, percent } from "../ui/format.js";
import { sourceAbsent, sourceLabel } from "../ui/sources.js";
import { ensembleSum, isValue, marketSum } from "./adds-up.js";
import { Prior } from "./prior.js";
import { Waterfall } from "./waterfall.js";

type Explained = Schema<"Explanation">;

/** How a value came about, so that a reader can check it. */
export const Explanation = ({ explained }: { explained: Explained }) => (
  <div className="explanation">
    {explained.ensemble === undefined ? (
      <MarketPart explained={explained} isWhole />
    ) : (
      <>
        <EnsemblePart explained={explained} ensemble={explained.ensemble} />
        <MarketPart explained={explained} isWhole={false} />
        <Prior ensemble={explained.ensemble} />
        <Comparables ensemble={explained.ensemble} />
        <ModelPart ensemble={explained.ensemble} currency={explained.currency} />
      </>
    )}
    <Adjustments explained={explained} />
    <PassedOver chain={explained.fallback_chain} />
    <details>
      <summary>Everything the value was computed from</summary>
      <pre tabIndex={0}>
        {JSON.stringify(
          { inputs: explained.inputs, factors: explained.factors, ensemble: explained.ensemble },
          null,
          2,
        )}
      </pre>
    </details>
  </div>
);

const EnsemblePart = ({
  explained: { value, currency },
  ensemble,
}: {
  explained: Explained;
  ensemble: Schema<"EnsembleFactors">;
}) => {
  const sum = ensembleSum(ensemble);
  const reached = 10 ** sum.total;
  return (
    <section>
      <h2>How it adds up</h2>
      {ensemble.reason !== undefined && <p>{ensemble.reason}</p>}
      <p className="small dim">
        Each source counts by how sure it is. Their logarithms add up; ten to the sum is the value.
      </p>
      <Waterfall
        label="How the opinions add up"
        sum={sum}
        adds="Adds (log₁₀)"
        digits={4}
        result={`10^${decimal(sum.total, 4)} = ${amount(String(reached))} ${currency}`}
      />
      {!isValue(reached, value) && (
        <p className="small dim">
          What was done afterwards brings it to {amount(value)} {currency}; see the adjustments.
        </p>
      )}
    </section>
  );
};

const MarketPart = ({ explained, isWhole }: { explained: Explained; isWhole: boolean }) => {
  const sum = marketSum(explained.factors);
  return (
    <section>
      <h2>{isWhole ? "How it adds up" : "What the market says"}</h2>
      <Waterfall
        label="How the market's sources add up"
        sum={sum}
        adds="Adds"
        digits={2}
        result={`${amount(String(sum.total))} ${explained.currency}`}
      />
    </section>
  );
};

const Comparables = ({ ensemble }: { ensemble: Schema<"EnsembleFactors"> }) =>
  ensemble.comparables.length === 0 ? null : (
    <section>
      <h2>Comparable names that were sold</h2>
      <table aria-label="Comparable names">
        <thead>
          <tr>
            <th>Name</th>
            <th className="num">Sold for</th>
            <th className="num">Similar</th>
          </tr>
        </thead>
        <tbody>
          {ensemble.comparables.map(({ domain, price, similarity }) => (
            <tr key={domain}>
              <td>
                <Link href={namePath(domain)}>{domain}</Link>
              </td>
              <td className="num">{amount(price)}</td>
              <td className="num">{percent(similarity)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );

const ModelPart = ({
  ensemble: { model, suffix, dispersion },
  currency,
}: {
  ensemble: Schema<"EnsembleFactors">;
  currency: string;
}) => (
  <section>
    <h2>What the model saw</h2>
    <table aria-label="What the model saw">
      <tbody>
        <Fact label="Words in the label">{model.words.join(" + ") || "none"}</Fact>
        <Fact label={`Sales known under .${suffix.suffix}`}>{suffix.sales}</Fact>
        {suffix.note !== undefined && <Fact label="Suffix">{suffix.note}</Fact>}
        {model.at_minimum !== undefined && (
          <Fact label={`Chance of selling at ${amount(model.at_minimum.price)} ${currency}`}>
            {percent(model.at_minimum.probability, 1)}
          </Fact>
        )}
        <Fact label="How far the opinions lie apart">
          {dispersion === 0 ? "one opinion" : `× ${decimal(10 ** dispersion, 1)}`}
        </Fact>
        <Fact label="Model">
          <code>{model.id}</code>
        </Fact>
      </tbody>
    </table>
  </section>
);

const Fact = ({ label, children }: { label: string; children: React.ReactNode }) => (
  <tr>
    <th scope="row">{label}</th>
    <td className="num">{children}</td>
  </tr>
);

const Adjustments = ({ explained: { adjustments } }: { explained: Explained }) =>
  adjustments.length === 0 ? null : (
    <section>
      <h2>Done afterwards, in order</h2>
      <ol className="stack tight">
        {adjustments.map((adjustment, index) => (
          // They have an order and no name.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            {Object.entries(adjustment).map(([name, value]) => (
              <span key={name} className="chip">
                {name} {typeof value === "string" ? value : JSON.stringify(value)}
              </span>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );

const PassedOver = ({ chain }: { chain: readonly string[] }) =>
  chain.length === 0 ? null : (
    <section>
      <h2>Passed over</h2>
      <ul className="passed">
        {chain.map((source) => (
          <li key={source}>
            {sourceLabel(source)}
            <span className="dim">{sourceAbsent(source)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
