import { z } from "zod";

import {
  API_BASE,
  ConsoleSettings,
  LatencyQuery,
  LatencyReport,
  SlowestRequests,
  SystemReport,
} from "#contracts";
import * as examples from "./examples.js";
import { json, type Operation } from "./operation.js";

const status = z
  .object({ status: z.string() })
  .meta({ id: "Status", description: "One word on how this process is." });

const OPERATIONS = "Operations";

/** How the gateway itself is. */
export const SERVICE_OPERATIONS: readonly Operation[] = [
  {
    id: "getLatency",
    scope: "read",
    method: "get",
    path: `${API_BASE}/latency`,
    tag: OPERATIONS,
    summary: "Where the time goes",
    description:
      "Count, p50, p95, p99 and share of each stage of the valuations that this gateway process answered within the window, and what no stage accounts for. " +
      "They are the figures of the `Server-Timing` headers. They are kept in memory: the newest 10,000 requests, of this process alone; `/metrics` has those of all processes, to be added up.",
    query: LatencyQuery,
    answers: [
      {
        status: 200,
        description: "The figures.",
        content: [json(LatencyReport, examples.latencyExample)],
      },
    ],
    problems: ["invalid-request"],
  },
  {
    id: "getSlowestRequests",
    scope: "read",
    method: "get",
    path: `${API_BASE}/latency/slowest`,
    tag: OPERATIONS,
    summary: "The slowest requests",
    description:
      "The slowest valuations of each of the last 15 minutes that this gateway process answered, with their stages and their traces.",
    answers: [
      {
        status: 200,
        description: "The requests.",
        content: [json(SlowestRequests, examples.slowestExample)],
      },
    ],
    problems: [],
  },
  {
    id: "getSystem",
    scope: "read",
    method: "get",
    path: `${API_BASE}/system`,
    tag: OPERATIONS,
    summary: "How the system is",
    description:
      "The database, the queue and the replay app as their readiness checks see them; the queue's depth; what this gateway process admits.",
    answers: [
      {
        status: 200,
        description: "How it is, also where parts of it are away.",
        content: [json(SystemReport, examples.systemExample)],
      },
    ],
    problems: [],
  },
  {
    id: "getConsoleSettings",
    method: "get",
    path: `${API_BASE}/console`,
    tag: OPERATIONS,
    summary: "What the web console must know",
    description:
      "Where the stream and Jaeger are for a browser, and whether calls need a key. Needs none itself.",
    answers: [
      {
        status: 200,
        description: "The settings.",
        content: [json(ConsoleSettings, examples.consoleExample)],
      },
    ],
    problems: ["internal"],
  },
  {
    id: "isAlive",
    method: "get",
    path: "/healthz",
    tag: OPERATIONS,
    summary: "Is the process alive",
    description: "Touches neither the database nor the queue.",
    answers: [
      {
        status: 200,
        description: "It is.",
        content: [json(status, { status: "alive" })],
      },
    ],
    problems: [],
  },
  {
    id: "isReady",
    method: "get",
    path: "/readyz",
    tag: OPERATIONS,
    summary: "May the process be given work",
    description: "Asks the database and the queue; the problem names what is missing.",
    answers: [
      {
        status: 200,
        description: "It may.",
        content: [json(status, { status: "ready" })],
      },
    ],
    problems: ["unavailable"],
  },
  {
    id: "getMetrics",
    method: "get",
    path: "/metrics",
    tag: OPERATIONS,
    summary: "Metrics for Prometheus",
    description: "The stages of a valuation as histograms, and the runtime.",
    answers: [
      {
        status: 200,
        description: "The Prometheus text format.",
        content: [
          {
            type: "text/plain",
            example:
              'assay_stage_duration_seconds_count{stage="queue",ensemble="1",lane="interactive"} 42\n',
          },
        ],
      },
    ],
    problems: [],
  },
  {
    id: "getOpenApi",
    method: "get",
    path: "/openapi.json",
    tag: OPERATIONS,
    summary: "This document",
    description: "OpenAPI 3.1, written from the schemas that requests are checked against.",
    answers: [
      {
        status: 200,
        description: "The document.",
        content: [
          json(z.object({ openapi: z.string() }).meta({ id: "OpenApi" }), { openapi: "3.1.0" }),
        ],
      },
    ],
    problems: [],
  },
  {
    id: "getDocs",
    method: "get",
    path: "/docs",
    tag: OPERATIONS,
    summary: "This document, to be read",
    description: "One page, with a `curl` line for each call.",
    answers: [
      {
        status: 200,
        description: "The page.",
        content: [{ type: "text/html", example: "<!doctype html>…" }],
      },
    ],
    problems: [],
  },
];
