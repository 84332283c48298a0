import { useMemo } from "react";

import { logScale, type LogScale } from "../../charts/log-scale.js";
import { RangeAxis, RangeBar } from "../../charts/range-bar.js";
import { amount, decimal } from "../../ui/format.js";
import { sourceLabel } from "../../ui/sources.js";
import { VirtualRows } from "../../ui/virtual-rows.js";
import type { Row } from "./row.js";
import type { Sort, SortBy } from "./sort-rows.js";

const ROW_HEIGHT = 38;

/** The rows of a batch, of which only those in sight are drawn. */
export const ResultsTable = ({
  rows,
  sort,
  onSort,
  openIndex,
  onOpen,
}: {
  rows: readonly Row[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  openIndex: number | undefined;
  onOpen: (index: number) => void;
}) => {
  const scale = useMemo(() => scaleOf(rows), [rows]);
  const hasRetail = useMemo(() => rows.some(({ retail }) => retail !== undefined), [rows]);
  const header = (by: SortBy, label: string, className = "") => (
    <span
      role="columnheader"
      className={className}
      aria-sort={sort.by === by ? (sort.isDescending ? "descending" : "ascending") : "none"}
    >
      <button
        type="button"
        className={sort.by === by ? "sort is-on" : "sort"}
        onClick={() => onSort(nextSort(sort, by))}
      >
        {label}
        {sort.by === by && (sort.isDescending ? " ↓" : " ↑")}
      </button>
    </span>
  );
  return (
    <VirtualRows
      className={hasRetail ? "results-grid with-retail" : "results-grid"}
      count={rows.length}
      rowHeight={ROW_HEIGHT}
      label="Values"
      columns={hasRetail ? 6 : 5}
      header={
        <>
          {header("name", "Name")}
          {header("value", hasRetail ? "Wholesale" : "Value", "num value-cell")}
          {hasRetail && header("retail", "Retail", "num wide")}
          <span role="columnheader" className="wide">
            <span className="sr">80 % range</span>
            <RangeAxis scale={scale} />
          </span>
          {header("confidence", "Confidence", "wide extra")}
          {header("source", "Main source", "wide extra")}
        </>
      }
      row={(index) => {
        const row = rows[index];
        return row === undefined ? null : <Cells row={row} scale={scale} hasRetail={hasRetail} />;
      }}
      selected={rows.findIndex(({ index }) => index === openIndex)}
      onOpen={(index) => {
        const row = rows[index];
        if (row?.domain !== undefined) onOpen(row.index);
      }}
    />
  );
};

const Cells = ({ row, scale, hasRetail }: { row: Row; scale: LogScale; hasRetail: boolean }) => {
  if (row.error !== undefined)
    return (
      <>
        <span role="gridcell" className="name">
          {row.input}
        </span>
        <span role="gridcell" className="problem" title={row.error.detail}>
          {row.error.detail}
        </span>
      </>
    );
  const range = `${amount(row.text.low)} – ${amount(row.text.high)} ${row.currency}`;
  return (
    <>
      <span role="gridcell" className="name" title={row.domain}>
        {row.input}
      </span>
      <span role="gridcell" className="num value-cell">
        {amount(row.text.value)} <span className="cur">{row.currency}</span>
      </span>
      {hasRetail && (
        <span role="gridcell" className="num wide">
          {row.retail === undefined ? "–" : amount(row.retail.text)}
        </span>
      )}
      <span role="gridcell" className="wide" title={range}>
        <span className="sr">{range}</span>
        <RangeBar
          scale={scale}
          low={row.low}
          value={row.value}
          high={row.high}
          retail={row.retail?.value}
        />
      </span>
      <span role="gridcell" className="meter wide extra">
        <i aria-hidden="true">
          <b style={{ width: `${row.confidence * 100}%` }} />
        </i>
        {decimal(row.confidence, 2)}
      </span>
      <span role="gridcell" className="wide extra">
        {sourceLabel(row.source)}
      </span>
    </>
  );
};

/** All rows share one axis; of many, the ends of every one are looked at once. */
const scaleOf = (rows: readonly Row[]): LogScale => {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const row of rows) {
    if (row.low > 0) low = Math.min(low, row.low);
    if (row.high > high) high = row.high;
    if (row.retail !== undefined) high = Math.max(high, row.retail.value);
  }
  return logScale([low, high]);
};

const nextSort = (sort: Sort, by: SortBy): Sort =>
  sort.by === by
    ? { by, isDescending: !sort.isDescending }
    : { by, isDescending: by === "value" || by === "retail" || by === "confidence" };
