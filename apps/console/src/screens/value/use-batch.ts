import { bodyOf, readLines, type AssayClient, type AssayProblem, type Schema } from "#client";
import { useCallback, useEffect, useRef, useState } from "react";

import { useApi } from "../../api/api.js";
import { readServerTiming, type RequestTiming } from "../../api/server-timing.js";
import { toProblem } from "../../api/use-query.js";
import { navigate } from "../../app/router.js";
import { rowOf, type Row } from "./row.js";

type BatchView = Schema<"BatchView">;
type Item = Schema<"BatchResponse">["results"][number];

/** Rows are shown so often while they come, in milliseconds. */
const SHOW_EVERY_MS = 150;
const LOOK_EVERY_MS = 700;

/** A batch on the screen. */
interface BatchState {
  readonly phase: "idle" | "submitting" | "running" | "ended";
  readonly batchId: string | undefined;
  readonly view: BatchView | undefined;
  readonly rows: readonly Row[];
  /** Of the request, where the values were waited for. */
  readonly timing: RequestTiming | undefined;
  readonly problem: AssayProblem | undefined;
}

const IDLE: BatchState = {
  phase: "idle",
  batchId: undefined,
  view: undefined,
  rows: [],
  timing: undefined,
  problem: undefined,
};

export interface Batch extends BatchState {
  readonly submit: (names: readonly string[]) => void;
  readonly cancel: () => void;
  readonly retry: () => void;
}

/**
 * The batch that the address names, or the one that is being submitted.
 * @param batchId of the address; undefined where it names none
 */
export const useBatch = (batchId: string | undefined): Batch => {
  const { client } = useApi();
  const [state, setState] = useState<BatchState>(IDLE);
  const shown = useRef<string | undefined>(undefined);
  const abort = useRef<AbortController | undefined>(undefined);

  const begin = useCallback((): AbortSignal => {
    abort.current?.abort();
    abort.current = new AbortController();
    return abort.current.signal;
  }, []);

  const follow = useCallback(
    async (id: string, signal: AbortSignal): Promise<void> => {
      shown.current = id;
      const change = (change: Partial<BatchState>): void => {
        if (!signal.aborted) setState((before) => ({ ...before, ...change }));
      };
      change({ batchId: id });
      try {
        const first = await viewOf(client, id, signal);
        change({ phase: "running", view: first });
        const looking = look(client, id, signal, (view) => change({ view }));
        await streamResults(client, id, signal, (rows) => change({ rows }));
        looking.stop();
        change({ phase: "ended", view: await viewOf(client, id, signal) });
      } catch (error) {
        change({ phase: "ended", problem: toProblem(error) });
      }
    },
    [client],
  );

  useEffect(() => {
    if (batchId === shown.current) return;
    shown.current = batchId;
    const signal = begin();
    setState(batchId === undefined ? IDLE : { ...IDLE, phase: "running", batchId });
    if (batchId !== undefined) void follow(batchId, signal);
  }, [batchId, begin, follow]);
  useEffect(
    () => () => {
      abort.current?.abort();
      shown.current = undefined;
    },
    [],
  );

  const submit = useCallback(
    (names: readonly string[]) => {
      const signal = begin();
      setState({ ...IDLE, phase: "submitting" });
      const run = async (): Promise<void> => {
        const fromMs = performance.now();
        const { data, response } = await client.POST("/api/v1/valuation/batch", {
          body: { domains: [...names] },
          signal,
        });
        if (data === undefined || signal.aborted) return;
        const timing = readServerTiming(response.headers, performance.now() - fromMs);
        shown.current = data.batch_id;
        navigate(`/batches/${data.batch_id}`);
        if ("results" in data) {
          setState({
            ...IDLE,
            phase: "ended",
            batchId: data.batch_id,
            rows: data.results.map(rowOf),
            timing,
          });
          return;
        }
        setState({ ...IDLE, phase: "running", batchId: data.batch_id, view: data });
        await follow(data.batch_id, signal);
      };
      run().catch((error: unknown) => {
        if (!signal.aborted) setState({ ...IDLE, problem: toProblem(error) });
      });
    },
    [begin, client, follow],
  );

  const cancel = useCallback(() => {
    if (state.batchId === undefined) {
      begin();
      setState(IDLE);
      return;
    }
    bodyOf(
      client.DELETE("/api/v1/valuation/batches/{id}", { params: { path: { id: state.batchId } } }),
    ).then(
      (view) => setState((before) => ({ ...before, view })),
      (error: unknown) => setState((before) => ({ ...before, problem: toProblem(error) })),
    );
  }, [begin, client, state.batchId]);

  const retry = useCallback(() => {
    if (state.batchId !== undefined) void follow(state.batchId, begin());
  }, [begin, follow, state.batchId]);

  return { ...state, submit, cancel, retry };
};

const viewOf = (client: AssayClient, id: string, signal: AbortSignal): Promise<BatchView> =>
  bodyOf(client.GET("/api/v1/valuation/batches/{id}", { params: { path: { id } }, signal }));

/** Asks how far a batch is, again and again, until it is stopped. */
const look = (
  client: AssayClient,
  id: string,
  signal: AbortSignal,
  onView: (view: BatchView) => void,
): { stop: () => void } => {
  const stopped = new AbortController();
  const either = AbortSignal.any([signal, stopped.signal]);
  const run = async (): Promise<void> => {
    while (!either.aborted) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      if (either.aborted) return;
      // The stream of results reports an outage; a failed poll is skipped.
      const view = await viewOf(client, id, either).catch(() => undefined);
      if (view !== undefined) onView(view);
    }
  };
  void run();
  return { stop: () => stopped.abort() };
};

/** Reads the results of a batch as they come; a running batch is followed to its end. */
const streamResults = async (
  client: AssayClient,
  id: string,
  signal: AbortSignal,
  onRows: (rows: readonly Row[]) => void,
): Promise<void> => {
  const body = await bodyOf(
    client.GET("/api/v1/valuation/batches/{id}/results", {
      params: { path: { id }, header: { Accept: "application/x-ndjson" } },
      headers: { accept: "application/x-ndjson" },
      parseAs: "stream",
      signal,
    }),
  );
  if (body === null) return;
  const rows: Row[] = [];
  let shownAtMs = 0;
  for await (const line of readLines(body)) {
    rows.push(rowOf(JSON.parse(line) as Item, rows.length));
    const nowMs = performance.now();
    if (nowMs - shownAtMs < SHOW_EVERY_MS) continue;
    shownAtMs = nowMs;
    onRows([...rows]);
  }
  onRows(rows);
};
