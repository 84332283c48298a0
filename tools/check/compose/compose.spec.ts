import { PROJECT_ROOT } from "#stack";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

// Not real: no engine reads the file here. What is checked is its form, and what it promises.
interface Service {
  readonly image: string;
  readonly command?: string[];
  readonly ports?: string[];
  readonly environment?: Record<string, string>;
  readonly depends_on?: Record<string, { condition: string }>;
  readonly healthcheck?: object;
  readonly read_only?: boolean;
  readonly cap_drop?: string[];
  readonly security_opt?: string[];
  readonly volumes?: string[];
  readonly stop_grace_period?: string;
  readonly deploy?: { resources: { limits: { cpus: string; memory: string } } };
}

const FILE = path.join(PROJECT_ROOT, "docker-compose.yml");
const { services, volumes } = parse(readFileSync(FILE, "utf8"), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, object>;
};
const APPS = ["gateway", "valuation-worker", "replay"];
const of = (name: string): Service => {
  const service = services[name];
  if (service === undefined) throw new Error(`There is no service ${name}.`);
  return service;
};

it("is a compose file without a finding of the linter", () => {
  const dclint = path.join(PROJECT_ROOT, "node_modules/dclint/bin/dclint.cjs");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [dclint, "--max-warnings", "0", FILE],
    { cwd: PROJECT_ROOT, encoding: "utf8" },
  );
  expect(status, `${stdout}${stderr}`).toBe(0);
}, 30_000);

it.each(Object.entries(services))("%s has a pinned image and limits", (_, service) => {
  expect(service.image).toMatch(/^assay:local$|:v?\d+\.\d+(\.\d+)?(-alpine)?$/);
  expect(service.deploy?.resources.limits).toEqual({
    cpus: expect.stringMatching(/^\d+$/),
    memory: expect.stringMatching(/^\d+[MG]$/),
  });
});

describe.each(APPS)("%s", (app) => {
  it("starts when the schema is there and its servers are healthy", () => {
    expect(of(app).depends_on).toEqual({
      migrate: { condition: "service_completed_successfully" },
      postgres: { condition: "service_healthy" },
      redis: { condition: "service_healthy" },
    });
    expect(of(app).command).toEqual([app]);
  });

  it("runs without keys only where somebody says so", () => {
    expect(of(app).environment).toMatchObject({
      API_KEYS: "${API_KEYS:-}",
      ALLOW_OPEN: "${ALLOW_OPEN:-0}",
    });
  });

  it("may do nothing that it need not, and is reached from this machine alone", () => {
    expect(of(app)).toMatchObject({
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
    });
    for (const port of of(app).ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
    expect(of(app).environment).toMatchObject({ HOST: "0.0.0.0" });
  });
});

it("the worker has more time to stop than it takes to drain", () => {
  const source = readFileSync(
    path.join(PROJECT_ROOT, "apps/valuation-worker/src/bootstrap.ts"),
    "utf8",
  );
  const drainMs = Number(/DRAIN_MS = ([\d_]+)/.exec(source)?.[1]?.replaceAll("_", ""));
  const graceMs = Number.parseInt(of("valuation-worker").stop_grace_period ?? "", 10) * 1_000;
  expect(graceMs).toBeGreaterThan(drainMs + 5_000);
});

it.each(["postgres", "redis", "jaeger"])("%s may do nothing that it need not", (name) => {
  expect(of(name)).toMatchObject({
    read_only: true,
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
  });
});

it("the queue asks for a password", () => {
  const password = "${REDIS_PASSWORD:-assay}";
  expect(of("redis").command?.join(" ")).toContain(`--requirepass ${password}`);
  for (const app of APPS)
    expect(of(app).environment?.["REDIS_URL"]).toBe(`redis://:${password}@redis:6379`);
});

it("what is stored outlives its container, and the queue forgets nothing", () => {
  expect(Object.keys(volumes)).toEqual(["postgres", "redis"]);
  for (const name of ["postgres", "redis"]) {
    expect(of(name).volumes?.[0]).toMatch(new RegExp(`^${name}:/`));
    expect(of(name).healthcheck).toBeDefined();
    expect(of(name).ports).toBeUndefined();
  }
  const command = of("redis").command?.join(" ");
  expect(command).toContain("--appendonly yes");
  expect(command).toContain("--maxmemory-policy noeviction");
});
