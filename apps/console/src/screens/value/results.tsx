import { useDeferredValue, useEffect, useMemo, useState } from "react";

import { Button } from "../../ui/button.js";
import { CopyLink } from "../../ui/copy-link.js";
import { count, duration } from "../../ui/format.js";
import { Empty, Failure } from "../../ui/states.js";
import { downloadCsv } from "./csv.js";
import { ResultDetail } from "./result-detail.js";
import { ResultsTable } from "./results-table.js";
import { arrangeRows, type Filter, type Sort } from "./sort-rows.js";
import type { Batch } from "./use-batch.js";

const SHOWS = [
  ["all", "All"],
  ["valued", "Valued"],
  ["errors", "Errors"],
] as const;

/** What came of a batch: its progress, its rows, and the one that is open. */
export const Results = ({
  batch,
  onDetail,
}: {
  batch: Batch;
  onDetail: (hasDetail: boolean) => void;
}) => {
  const { rows, view, phase } = batch;
  const [filter, setFilter] = useState<Filter>({ text: "", show: "all" });
  const [sort, setSort] = useState<Sort>({ by: "index", isDescending: false });
  const [openIndex, setOpenIndex] = useState<number>();
  const wanted = useDeferredValue(filter);
  const arranged = useMemo(() => arrangeRows(rows, wanted, sort), [rows, wanted, sort]);
  const errors = useMemo(() => rows.filter(({ error }) => error !== undefined).length, [rows]);
  const open = rows.find(({ index }) => index === openIndex);
  useEffect(() => onDetail(open !== undefined), [open, onDetail]);
  useEffect(() => {
    setOpenIndex(undefined);
  }, [batch.batchId]);

  const total = view?.total ?? rows.length;
  const isRunning = phase === "running";
  return (
    <>
      <section aria-label="Results">
        <div className="results-bar">
          <div className="facts" role="status">
            <strong>
              {isRunning && total > rows.length
                ? `${count(rows.length)} of ${count(total)}`
                : `${count(rows.length)} ${rows.length === 1 ? "name" : "names"}`}
            </strong>
            {errors > 0 && <span className="bad">{count(errors)} with errors</span>}
            {batch.timing !== undefined && (
              <span className="dim">valued in {duration(batch.timing.totalMs)}</span>
            )}
            {view?.duration_ms != null && (
              <span className="dim">valued in {duration(view.duration_ms)}</span>
            )}
            {view !== undefined && view.status !== "completed" && (
              <span className={`chip ${view.status === "running" ? "" : "warn"}`}>
                {view.status}
              </span>
            )}
          </div>
          {isRunning && (
            <Button icon="close" onClick={batch.cancel}>
              Cancel
            </Button>
          )}
          {batch.batchId !== undefined && <CopyLink />}
          <Button
            icon="download"
            disabled={rows.length === 0}
            onClick={() => downloadCsv(arranged, `assay-${batch.batchId ?? "batch"}.csv`)}
          >
            CSV
          </Button>
        </div>
        {isRunning && total > 0 && (
          <div
            className="progress"
            role="progressbar"
            aria-label="Names valued"
            aria-valuemin={0}
            aria-valuemax={total}
            aria-valuenow={rows.length}
          >
            <i style={{ width: `${((100 * rows.length) / total).toFixed(1)}%` }} />
          </div>
        )}
        {batch.problem !== undefined && <Failure problem={batch.problem} onRetry={batch.retry} />}
        {rows.length > 5 && (
          <div className="filter-bar">
            <input
              className="field"
              type="search"
              aria-label="Filter by name or source"
              placeholder="Filter by name or source"
              value={filter.text}
              onChange={(event) => setFilter({ ...filter, text: event.target.value })}
            />
            <span className="segments" role="group" aria-label="Which rows">
              {SHOWS.map(([show, label]) => (
                <button
                  key={show}
                  type="button"
                  className="button"
                  aria-pressed={filter.show === show}
                  onClick={() => setFilter({ ...filter, show })}
                >
                  {label}
                </button>
              ))}
            </span>
          </div>
        )}
        {rows.length > 0 &&
          (arranged.length > 0 ? (
            <ResultsTable
              rows={arranged}
              sort={sort}
              onSort={setSort}
              openIndex={openIndex}
              onOpen={setOpenIndex}
            />
          ) : (
            <Empty title="No row fits the filter" />
          ))}
      </section>
      {open !== undefined && (
        <ResultDetail row={open} batch={batch} onClose={() => setOpenIndex(undefined)} />
      )}
    </>
  );
};
