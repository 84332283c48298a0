import { LANES } from "#contracts";
import { PROJECT_ROOT } from "#stack";
import { queueName, REDIS_PREFIX } from "#transport";
import * as keda from "@kubernetes-models/keda/keda.sh/v1alpha1";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import * as core from "kubernetes-models/v1";
import * as apps from "kubernetes-models/apps/v1";
import * as autoscaling from "kubernetes-models/autoscaling/v2";
import * as batch from "kubernetes-models/batch/v1";
import * as networking from "kubernetes-models/networking.k8s.io/v1";
import * as policy from "kubernetes-models/policy/v1";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";

import { composeOverlay, type KubeObject } from "./kustomize.js";
import { withUnreadKeys } from "./unread-keys.js";

const MODELS = { ...core, ...apps, ...autoscaling, ...batch, ...networking, ...policy, ...keda };
const APPS = ["gateway", "valuation-worker", "replay"];
const OVERLAYS = ["local", "production"];
const folderOf = (overlay: string): string => path.join(PROJECT_ROOT, "k8s/overlays", overlay);

interface PodSpec {
  securityContext: { runAsNonRoot?: boolean; runAsUser?: number; seccompProfile?: object };
  automountServiceAccountToken?: boolean;
  terminationGracePeriodSeconds?: number;
  topologySpreadConstraints?: { topologyKey: string }[];
  containers: Container[];
  volumes: { name: string; emptyDir?: object }[];
}
interface Container {
  name: string;
  image: string;
  args?: string[];
  securityContext: object;
  volumeMounts: { name: string; mountPath: string }[];
  resources: { requests: Record<string, string>; limits: Record<string, string> };
  lifecycle?: { preStop: { sleep: { seconds: number } } };
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
}
interface Probe {
  httpGet: { path: string };
  periodSeconds: number;
  timeoutSeconds: number;
  failureThreshold: number;
}
type Selector = {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values: string[] }[];
};
interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string };
}
interface NetworkPolicySpec {
  podSelector: Selector;
  policyTypes: string[];
  ingress?: { from: Peer[]; ports: { port: number }[] }[];
  egress?: { to: Peer[]; ports: { port: number }[] }[];
}
interface Trigger {
  type: string;
  metricType?: string;
  metadata: Record<string, string>;
}
interface ScaledObjectSpec {
  minReplicaCount: number;
  triggers: Trigger[];
  advanced: {
    horizontalPodAutoscalerConfig: {
      behavior: {
        scaleDown: {
          stabilizationWindowSeconds: number;
          policies: { type: string; value: number; periodSeconds: number }[];
        };
      };
    };
  };
}

/** What a model finds wrong with an object, keys that it does not know included. */
const problemsOf = (object: KubeObject): string[] => {
  const Model = MODELS[object.kind as keyof typeof MODELS] as
    | { prototype: { validate(this: object): void } }
    | undefined;
  if (Model === undefined) return [`there is no model of a ${object.kind}`];
  const { watched, unread } = withUnreadKeys(object);
  try {
    Model.prototype.validate.call(watched);
  } catch (error) {
    return [String(error)];
  }
  return unread().map((key) => `${key} is not known`);
};

describe.each(OVERLAYS)("overlay %s", (overlay) => {
  const objects = composeOverlay(folderOf(overlay));
  const specOf = <Spec>(kind: string, name: string): Spec => {
    const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
    if (found === undefined) throw new Error(`There is no ${kind} ${name}.`);
    return found["spec"] as Spec;
  };
  const podOf = (kind: string, name: string): PodSpec =>
    specOf<{ template: { spec: PodSpec } }>(kind, name).template.spec;
  const pods = objects
    .filter(({ kind }) => ["Deployment", "StatefulSet", "Job"].includes(kind))
    .map(({ kind, metadata }) => ({ name: metadata.name, pod: podOf(kind, metadata.name) }));

  it.each(objects.map((object) => [`${object.kind} ${object.metadata.name}`, object] as const))(
    "%s is what its model says",
    (_, object) => expect(problemsOf(object)).toEqual([]),
  );

  it.skipIf(spawnSync("kubectl", ["version", "--client"]).status !== 0)(
    "kubectl composes the same objects",
    () => {
      const { stdout } = spawnSync("kubectl", ["kustomize", folderOf(overlay)], {
        encoding: "utf8",
      });
      const byName = (list: readonly KubeObject[]) =>
        new Map(list.map((object) => [`${object.kind}/${object.metadata.name}`, object]));
      const theirs = parseAllDocuments(stdout).map((document) => document.toJS() as KubeObject);
      expect(theirs).toHaveLength(objects.length);
      expect(byName(objects)).toEqual(byName(theirs));
    },
    30_000,
  );

  it("every pod keeps the restricted security profile, on a file system that it cannot write", () => {
    const namespace = objects.find(({ kind }) => kind === "Namespace");
    expect(namespace?.metadata.labels).toMatchObject({
      "pod-security.kubernetes.io/enforce": "restricted",
    });
    for (const { name, pod } of pods) {
      expect(pod.securityContext, name).toMatchObject({
        runAsNonRoot: true,
        runAsUser: expect.any(Number),
        seccompProfile: { type: "RuntimeDefault" },
      });
      expect(pod.securityContext.runAsUser, name).toBeGreaterThan(0);
      expect(pod.automountServiceAccountToken, name).toBe(false);
      for (const container of pod.containers) {
        expect(container.securityContext, name).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
        expect(container.volumeMounts, name).toContainEqual({ name: "tmp", mountPath: "/tmp" });
      }
    }
  });

  it("every container says what it needs, from an image with a tag", () => {
    for (const { name, pod } of pods)
      for (const { image, resources } of pod.containers) {
        expect(image, name).toMatch(/:[\w.-]+$/);
        expect(image, name).not.toMatch(/:latest$/);
        expect(Object.keys(resources.requests), name).toEqual(["cpu", "memory"]);
        expect(Object.keys(resources.limits), name).toEqual(["memory"]);
      }
  });

  it.each(APPS)(
    "%s is probed: alive without its servers, ready with them, slow to start",
    (app) => {
      const { startupProbe, livenessProbe, readinessProbe, args } =
        podOf("Deployment", app).containers[0] ?? expect.fail("no container");
      expect(args).toEqual([app]);
      expect(startupProbe?.httpGet.path).toBe("/healthz");
      expect(livenessProbe?.httpGet.path).toBe("/healthz");
      expect(readinessProbe?.httpGet.path).toBe("/readyz");
      const startSeconds =
        (startupProbe?.periodSeconds ?? 0) * (startupProbe?.failureThreshold ?? 0);
      expect(startSeconds).toBeGreaterThanOrEqual(60);
      // Longer than the checks take to give up, so that the answer says what is unavailable.
      expect((readinessProbe?.timeoutSeconds ?? 0) * 1_000).toBeGreaterThan(
        figureOf("libs/runtime/src/operations.module.ts", "CHECK_TIMEOUT_MS"),
      );
    },
  );

  it.each([
    ["valuation-worker", "apps/valuation-worker/src/bootstrap.ts", "DRAIN_MS"],
    ["replay", "apps/replay/src/session/hub.ts", "CLOSE_TIMEOUT_MS"],
    ["gateway", "libs/runtime/src/server-options.ts", "REQUEST_TIMEOUT_MS"],
  ])("%s has more time to stop than it takes to drain", (app, source, name) => {
    const pod = podOf("Deployment", app);
    const preStopSeconds = pod.containers[0]?.lifecycle?.preStop.sleep.seconds ?? 0;
    const flushMs = figureOf("libs/telemetry/src/sdk.ts", "FLUSH_TIMEOUT_MS");
    const needsMs = preStopSeconds * 1_000 + figureOf(source, name) + flushMs;
    expect((pod.terminationGracePeriodSeconds ?? 0) * 1_000).toBeGreaterThan(needsMs);
    // What is sent requests or sockets gets its signal to stop only after the proxies have heard of it.
    expect(preStopSeconds > 0).toBe(app !== "valuation-worker");
  });

  it.each(APPS)("%s is spread over nodes and zones, and drained one pod at a time", (app) => {
    const keys = podOf("Deployment", app).topologySpreadConstraints?.map((one) => one.topologyKey);
    expect(keys).toEqual(["kubernetes.io/hostname", "topology.kubernetes.io/zone"]);
    expect(specOf("PodDisruptionBudget", app)).toMatchObject({
      maxUnavailable: 1,
      selector: { matchLabels: { "app.kubernetes.io/component": app } },
    });
    expect(specOf("Deployment", app)).not.toHaveProperty("replicas");
  });

  it("workers scale by what waits and what is worked on, under the names that the code uses", () => {
    const { minReplicaCount, triggers } = specOf<ScaledObjectSpec>(
      "ScaledObject",
      "valuation-worker",
    );
    expect(minReplicaCount).toBeGreaterThan(0);
    const lists = triggers.filter(({ type }) => type === "redis").map((one) => one.metadata);
    expect(lists.map(({ listName }) => listName)).toEqual(
      LANES.flatMap((lane) =>
        ["wait", "active"].map((state) => `${REDIS_PREFIX}:${queueName(lane)}:${state}`),
      ),
    );
  });

  it("workers scale by the age of the oldest waiting job, which the gateway shows", () => {
    const ages = specOf<ScaledObjectSpec>("ScaledObject", "valuation-worker").triggers.filter(
      ({ type }) => type === "metrics-api",
    );
    const gauge = "assay_queue_oldest_waiting_seconds";
    expect(ages.map(({ metadata }) => metadata["valueLocation"])).toEqual(
      LANES.map((lane) => `${gauge}{lane="${lane}"}`),
    );
    expect(sourceOf("apps/gateway/src/queue-metrics.service.ts")).toContain(`"${gauge}"`);
    // An average over workers would shrink as they are added; an age does not.
    expect(new Set(ages.map(({ metricType }) => metricType))).toEqual(new Set(["Value"]));
  });

  it("gateways scale by CPU, replay by the sum of connections and slowly down", () => {
    expect(specOf("HorizontalPodAutoscaler", "gateway")).toMatchObject({
      scaleTargetRef: { kind: "Deployment", name: "gateway" },
      minReplicas: 2,
      metrics: [{ type: "Resource", resource: { name: "cpu" } }],
    });
    const replay = specOf<ScaledObjectSpec>("ScaledObject", "replay");
    expect(replay.triggers).toMatchObject([
      {
        metricType: "AverageValue",
        metadata: {
          valueLocation: "assay_stream_connections",
          aggregateFromKubeServiceEndpoints: "true",
          aggregationType: "sum",
        },
      },
    ]);
    expect(sourceOf("apps/replay/src/session/delivery.ts")).toContain('"assay_stream_connections"');
    const { scaleDown } = replay.advanced.horizontalPodAutoscalerConfig.behavior;
    expect(scaleDown.stabilizationWindowSeconds).toBeGreaterThanOrEqual(1_800);
    expect(scaleDown.policies).toEqual([{ type: "Pods", value: 1, periodSeconds: 600 }]);
  });

  it("sockets stay open through the ingress, and no operator's page is behind it", () => {
    const replay = objects.find((one) => one.kind === "Ingress" && one.metadata.name === "replay");
    for (const way of ["read", "send"])
      expect(
        Number(replay?.metadata.annotations?.[`nginx.ingress.kubernetes.io/proxy-${way}-timeout`]),
      ).toBeGreaterThanOrEqual(3_600);
    const paths = ["gateway", "replay"].flatMap((name) =>
      specOf<{ rules: { http: { paths: { path: string }[] } }[] }>("Ingress", name).rules.flatMap(
        (rule) => rule.http.paths.map((one) => one.path),
      ),
    );
    const console = [
      "/",
      "/assets",
      "/names",
      "/batches",
      "/live",
      "/replay",
      "/latency",
      "/funds",
    ];
    expect(paths).toEqual([
      "/api",
      "/docs",
      "/openapi.json",
      ...console,
      "/v1/stream",
      "/asyncapi.json",
    ]);
  });

  it("nobody talks to anybody unless it is said", () => {
    expect(specOf("NetworkPolicy", "default-deny")).toEqual({
      podSelector: {},
      policyTypes: ["Ingress", "Egress"],
    });
    const policies = objects
      .filter(({ kind, metadata }) => kind === "NetworkPolicy" && metadata.name !== "default-deny")
      .map((object) => object["spec"] as NetworkPolicySpec);
    for (const { ingress = [], egress = [] } of policies) {
      // A rule without peers or ports, or with an empty selector, would let everybody in.
      const peers = [...ingress.flatMap(({ from }) => from), ...egress.flatMap(({ to }) => to)];
      for (const peer of peers) expect(Object.keys(peer).length).toBeGreaterThan(0);
      for (const { podSelector, namespaceSelector, ipBlock } of peers) {
        for (const selector of [podSelector, namespaceSelector]) expect(selector).not.toEqual({});
        expect(ipBlock?.cidr).not.toBe("0.0.0.0/0");
      }
      for (const { ports } of [...ingress, ...egress]) expect(ports.length).toBeGreaterThan(0);
    }
  });

  it("each pod reaches the servers that it needs, and no other", () => {
    const reached = (component: string): number[] =>
      objects
        .filter(({ kind }) => kind === "NetworkPolicy")
        .map((object) => object["spec"] as NetworkPolicySpec)
        .filter(({ podSelector }) => selects(podSelector, component))
        .flatMap(({ egress = [] }) => egress.flatMap(({ ports }) => ports.map(({ port }) => port)))
        .filter((port) => port !== 53);
    const servers = [4318, 5432, 6379];
    for (const app of APPS)
      expect(reached(app).sort((a, b) => a - b)).toEqual(
        overlay === "production" && app === "valuation-worker" ? [443, ...servers] : servers,
      );
    expect(reached("migrate")).toEqual([5432]);
    for (const server of ["postgres", "redis", "jaeger"]) expect(reached(server)).toEqual([]);
  });

  it("KEDA may ask those that its triggers name", () => {
    const keda = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "keda" } } };
    for (const name of overlay === "local" ? ["gateway", "replay", "redis"] : ["gateway", "replay"])
      expect(
        specOf<NetworkPolicySpec>("NetworkPolicy", name).ingress?.flatMap(({ from }) => from),
      ).toContainEqual(keda);
  });
});

it("the local Postgres has connections for as many pods as there may be", () => {
  const objects = composeOverlay(folderOf("local"));
  const most = objects.map(({ spec }) => {
    const { maxReplicas, maxReplicaCount } = (spec ?? {}) as Record<string, number>;
    return maxReplicas ?? maxReplicaCount ?? 0;
  });
  const pods = most.reduce((sum, each) => sum + each, 0);
  expect(pods).toBeGreaterThan(0);
  expect(pods * figureOf("libs/storage/src/db/data-source.ts", "POOL_SIZE")).toBeLessThan(97);
});

it("production brings no server and no secret", () => {
  const kinds = composeOverlay(folderOf("production")).map(({ kind }) => kind);
  expect(kinds).not.toContain("Secret");
  expect(kinds).not.toContain("StatefulSet");
});

it("a misspelt key, a wrong type and a missing field are found", () => {
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "a" },
    spec: { ports: [{ port: 1 }] },
  };
  expect(problemsOf(service)).toEqual([]);
  expect(problemsOf({ ...service, spec: { ports: [{ port: 1, targetPrt: 2 }] } })).toEqual([
    "spec.ports.0.targetPrt is not known",
  ]);
  expect(problemsOf({ ...service, spec: { ports: [{ port: "http" }] } })[0]).toContain("port");
  expect(problemsOf({ ...service, spec: { ports: [{}] } })[0]).toContain("port");
});

const selects = ({ matchLabels = {}, matchExpressions = [] }: Selector, component: string) =>
  Object.entries(matchLabels).every(
    ([key, value]) => key === "app.kubernetes.io/component" && value === component,
  ) && matchExpressions.every(({ values }) => values.includes(component));

const sourceOf = (file: string): string => readFileSync(path.join(PROJECT_ROOT, file), "utf8");

/** A figure of the code, by its name. An app's cannot be imported from here. */
const figureOf = (file: string, name: string): number => {
  const figure = new RegExp(`${name}(?: =|:) ([\\d_]+)`).exec(sourceOf(file))?.[1];
  if (figure === undefined) throw new Error(`${file} does not say ${name}.`);
  return Number(figure.replaceAll("_", ""));
};
