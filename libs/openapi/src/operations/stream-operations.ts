import { z } from "zod";

import {
  API_BASE,
  BATCH_TYPES,
  CapturePath,
  CaptureRequest,
  CaptureView,
  ManifestLineByType,
  type ManifestLine,
  ManifestList,
  ManifestPath,
  ManifestView,
  ReplayPath,
  ReplayRequest,
  ReplayView,
} from "#contracts";
import { json, keyHeader, linksTo, type Operation } from "./operation.js";

const at = "2026-01-15T12:00:00.000Z";
const id = "01934f3c-6f2b-4c1e-9d52-3f0a6b1c2d4e";
const manifestExample: ManifestView = {
  name: "full",
  events: 50,
  duration_ms: 19_600,
  hash: "5f1d0f7f5c7c8c1a1f0f4f5c7e6a0a55b2c1a9f0c2d3e4f5061728394a5b6c7d",
  created_at: at,
};
const lineExample: ManifestLine = {
  delay_ms: 250,
  event: {
    type: "offer_cancelled",
    data: { offer_id: "O2", domain: "alpha.one" },
  },
};
const captureExample: CaptureView = {
  capture_id: id,
  manifest: "monday",
  status: "recording",
  from_seq: 4_711,
  to_seq: null,
  events: null,
  started_at: at,
  stopped_at: null,
};
const replayExample: ReplayView = {
  replay_id: id,
  manifest: "full",
  from_seq: 0,
  to_seq: 50,
  epoch: manifestExample.hash,
  speed: 20,
  created_at: at,
  stream_path: "/v1/stream",
  subscribe: { t: "subscribe", id: 1, sub: "replay", replay: id },
};
const withExample = (schema: z.ZodObject, example: string): z.ZodObject =>
  z.object(
    Object.fromEntries(
      Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, part]) => [
        name,
        part.meta({ ...part.meta(), examples: [example] }),
      ]),
    ),
  );

const MANIFESTS = "Manifests";
const CAPTURES = "Captures";
const REPLAYS = "Replays";
const lines = {
  type: BATCH_TYPES.ndjson,
  schema: ManifestLineByType,
  example: `${JSON.stringify(lineExample)}\n`,
};
const manifestAnswer = json(ManifestView, manifestExample);

/** Calls for recorded streams; clients follow the streams on the replay app's socket. */
export const STREAM_OPERATIONS: readonly Operation[] = [
  {
    id: "listManifests",
    scope: "read",
    method: "get",
    path: `${API_BASE}/manifests`,
    tag: MANIFESTS,
    summary: "All manifests",
    description: "Recorded streams, by name.",
    answers: [
      {
        status: 200,
        description: "The manifests.",
        content: [json(ManifestList, { manifests: [manifestExample] })],
      },
    ],
    problems: ["unavailable"],
  },
  {
    id: "putManifest",
    scope: "admin",
    method: "put",
    path: `${API_BASE}/manifests/{name}`,
    tag: MANIFESTS,
    summary: "Store a manifest",
    description:
      "One event per line, with its delay from the start in milliseconds; delays never decrease. " +
      "Every line is checked against the event catalogue. If one is invalid, nothing is stored and an earlier manifest stays.",
    pathParameters: withExample(ManifestPath, "monday"),
    bodies: [lines],
    answers: [
      {
        status: 200,
        description: "The manifest is stored.",
        content: [manifestAnswer],
        links: linksTo("name", "/name", "getManifest", "deleteManifest"),
      },
    ],
    problems: [
      "invalid-request",
      "payload-too-large",
      "unsupported-media-type",
      "internal",
      "outcome-unknown",
      "unavailable",
    ],
  },
  {
    id: "getManifest",
    scope: "read",
    method: "get",
    path: `${API_BASE}/manifests/{name}`,
    tag: MANIFESTS,
    summary: "Export a manifest",
    description: "All lines, ready to be stored again: the hash stays the same under any name.",
    pathParameters: withExample(ManifestPath, "full"),
    answers: [{ status: 200, description: "The lines.", content: [lines] }],
    problems: ["invalid-request", "not-found", "unavailable"],
  },
  {
    id: "deleteManifest",
    scope: "admin",
    method: "delete",
    path: `${API_BASE}/manifests/{name}`,
    tag: MANIFESTS,
    summary: "Delete a manifest",
    description: "Running replays of it end with `manifest_mismatch`.",
    pathParameters: withExample(ManifestPath, "monday"),
    answers: [{ status: 204, description: "It is deleted.", content: [] }],
    problems: ["invalid-request", "not-found", "outcome-unknown", "unavailable"],
  },
  {
    id: "startCapture",
    scope: "admin",
    method: "post",
    path: `${API_BASE}/captures`,
    tag: CAPTURES,
    summary: "Record the live stream",
    description:
      "Records from now on until you stop it; then it becomes a manifest. It survives restarts of all processes.",
    headers: keyHeader("optional"),
    bodies: [json(CaptureRequest, { manifest: "monday" })],
    answers: [
      {
        status: 201,
        description: "It records.",
        content: [json(CaptureView, captureExample)],
        headers: { Location: "The capture's URL." },
        links: linksTo("id", "/capture_id", "getCapture", "stopCapture"),
      },
    ],
    problems: [
      "malformed-body",
      "invalid-request",
      "idempotency-key-reused",
      "outcome-unknown",
      "unavailable",
    ],
  },
  {
    id: "getCapture",
    scope: "read",
    method: "get",
    path: `${API_BASE}/captures/{id}`,
    tag: CAPTURES,
    summary: "A capture",
    description: "Whether it is recording, and from which offset.",
    pathParameters: withExample(CapturePath, id),
    answers: [
      { status: 200, description: "The capture.", content: [json(CaptureView, captureExample)] },
    ],
    problems: ["invalid-request", "not-found", "unavailable"],
  },
  {
    id: "stopCapture",
    scope: "admin",
    method: "delete",
    path: `${API_BASE}/captures/{id}`,
    tag: CAPTURES,
    summary: "Stop a capture",
    description:
      "The events logged since the start become its manifest, unless there were none. Stopping it again has no effect.",
    pathParameters: withExample(CapturePath, id),
    answers: [
      {
        status: 200,
        description: "The capture is stopped.",
        content: [
          json(CaptureView, {
            ...captureExample,
            status: "stopped",
            to_seq: 4_761,
            events: 50,
            stopped_at: at,
          }),
        ],
      },
    ],
    problems: ["invalid-request", "not-found", "conflict", "outcome-unknown", "unavailable"],
  },
  {
    id: "createReplay",
    scope: "read",
    method: "post",
    path: `${API_BASE}/replays`,
    tag: REPLAYS,
    summary: "Create a replay",
    description:
      "Of a manifest, or of a range of the log by `seq` or time. Clients follow it by sending `subscribe` on the stream, each at its own pace.",
    headers: keyHeader("optional"),
    bodies: [json(ReplayRequest, { manifest: "full", speed: 20 })],
    answers: [
      {
        status: 201,
        description: "The replay is created.",
        content: [json(ReplayView, replayExample)],
        headers: { Location: "The replay's URL." },
        links: linksTo("id", "/replay_id", "getReplay", "deleteReplay"),
      },
    ],
    problems: [
      "malformed-body",
      "invalid-request",
      "not-found",
      "idempotency-key-reused",
      "outcome-unknown",
      "unavailable",
    ],
  },
  {
    id: "getReplay",
    scope: "read",
    method: "get",
    path: `${API_BASE}/replays/{id}`,
    tag: REPLAYS,
    summary: "A replay",
    description: "Its source, and the frame to follow it.",
    pathParameters: withExample(ReplayPath, id),
    answers: [
      { status: 200, description: "The replay.", content: [json(ReplayView, replayExample)] },
    ],
    problems: ["invalid-request", "not-found", "unavailable"],
  },
  {
    id: "deleteReplay",
    scope: "read",
    method: "delete",
    path: `${API_BASE}/replays/{id}`,
    tag: REPLAYS,
    summary: "Delete a replay",
    description: "Its subscriptions end with an error.",
    pathParameters: withExample(ReplayPath, id),
    answers: [{ status: 204, description: "It is deleted.", content: [] }],
    problems: ["invalid-request", "not-found", "outcome-unknown", "unavailable"],
  },
];
