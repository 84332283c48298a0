import "./stage-waterfall.css";

import type { CSSProperties } from "react";

import { duration, percent } from "../ui/format.js";
import { stageColour } from "./stage-colours.js";

interface Stages {
  readonly stages: readonly { readonly stage: string; readonly ms: number }[];
  readonly unattributedMs: number;
  readonly totalMs: number;
}

/** Where the time of one request went: each stage begins where the one before it ends. */
export const StageWaterfall = ({ stages, unattributedMs, totalMs }: Stages) => {
  const whole = Math.max(totalMs, Number.MIN_VALUE);
  let passed = 0;
  const lanes = [...stages, { stage: "unattributed", ms: unattributedMs }].map(({ stage, ms }) => {
    const from = passed;
    passed += ms;
    return { stage, ms, from };
  });
  return (
    <dl className="stages">
      {lanes.map(({ stage, ms, from }) => (
        <Lane
          key={stage}
          label={stage}
          isDim={stage === "unattributed"}
          style={
            {
              left: `${(100 * from) / whole}%`,
              width: `${(100 * ms) / whole}%`,
              "--stage": stageColour(stage),
            } as CSSProperties
          }
          text={duration(ms)}
          title={percent(ms / whole, 1)}
        />
      ))}
      <dt className="total">Total</dt>
      <dd className="total">&nbsp;</dd>
      <dd className="num total">{duration(totalMs)}</dd>
    </dl>
  );
};

const Lane = ({
  label,
  style,
  text,
  title,
  isDim,
}: {
  label: string;
  style: CSSProperties;
  text: string;
  title: string;
  isDim: boolean;
}) => (
  <>
    <dt className={isDim ? "dim" : ""}>{label}</dt>
    <dd className="lane" title={title}>
      <i style={style} />
    </dd>
    <dd className="num">{text}</dd>
  </>
);
