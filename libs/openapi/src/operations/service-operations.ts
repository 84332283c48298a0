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
  .meta({ id: "Status", description: "The state of this process." });

const OPERATIONS = "Operations";

/** Calls for health, latency and documents. */
export const SERVICE_OPERATIONS: readonly Operation[] = [
  {
    id: "getLatency",
    scope: "read",
    method: "get",
    path: `${API_BASE}/latency`,
    tag: OPERATIONS,
    summary: "Latency by stage",
    description:
      "Count, p50, p95, p99 and share of each stage of the valuations that this gateway process answered within the window, and the time that no stage accounts for. " +
      "The figures are those of the `Server-Timing` headers of the newest 10,000 requests of this process. `/metrics` of all processes has histograms that can be added up.",
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
    summary: "State of the system",
    description:
      "Readiness of the database, the queue and the other processes; the queue's depth; admission in this gateway process.",
    answers: [
      {
        status: 200,
        description: "The state, also if parts are unavailable.",
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
    summary: "Settings of the web console",
    description:
      "The browser's URLs of the stream and of Jaeger, and whether calls need a key. This call needs none.",
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
    summary: "Liveness",
    description: "Contacts neither the database nor the queue.",
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
    summary: "Readiness",
    description: "Checks the database and the queue; the problem names what is missing.",
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
    description: "OpenAPI 3.1, generated from the schemas that validate requests.",
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
    summary: "This document as a page",
    description: "One page, with a `curl` command for each call.",
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
