import type { EnsembleFactors, Explanation, ValuationResult } from "#contracts";
import { freePort, PROJECT_ROOT, startApp, waitFor, type Stack } from "#stack";
import { Database, MarketRepository } from "#storage";
import { recompute, recomputeRetail, riskPolicy } from "#valuation";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Api } from "../support/api.js";
import { backends, startSharedStack } from "../support/backends.js";

// Real: three processes, Postgres, the queue, the shipped model.
const valuesOf = async (
  api: Api,
  domains: readonly string[],
  more: object = {},
): Promise<ValuationResult[]> =>
  (await api.submit(domains, {}, more)).body.results as ValuationResult[];

describe.each(backends())("on %s", (backend) => {
  let stack: Stack;
  let api: Api;
  beforeAll(async () => {
    stack = await startSharedStack(backend, { VALUATION_USE_ENSEMBLE: "1" });
    api = new Api(stack.gatewayUrl);
  });
  afterAll(() => stack?.close());

  it("values what never traded by the model, with range, members and comparables", async () => {
    const [known, nonsense, com] = await valuesOf(api, [
      "blackjack.eth",
      "zzqxv1.eth",
      "blackjack.com",
    ]);
    expect(Number(known?.value)).toBeGreaterThan(20 * Number(nonsense?.value));
    for (const result of [known, nonsense]) {
      expect(result).toMatchObject({ currency: "ETH", chosen_source: "regression" });
      expect(result?.model_version).toMatch(/^ensemble-1\/[0-9a-f]{8}$/);
      const { ensemble } = result?.factors ?? {};
      expect(ensemble?.members.map(({ source }) => source)).toEqual(["regression", "comparables"]);
      expect(ensemble?.comparables).toHaveLength(5);
      expect(Number(result?.low)).toBeLessThan(Number(result?.value));
      expect(Number(result?.high)).toBeGreaterThan(Number(result?.value));
    }
    expect(known?.factors.ensemble?.comparables[0]).toEqual({
      domain: "blackjack.eth",
      price: "5910.000000",
      similarity: 1,
    });
    expect(nonsense?.factors.ensemble?.model.at_minimum?.probability).toBeGreaterThan(0.4);
    expect(com).toMatchObject({ currency: "USD", chosen_source: "prior", demand: "high" });
    expect(com?.model_version).toMatch(/^ensemble-1\/[0-9a-f]{8}$/);
    expect(com?.model_version).not.toBe(known?.model_version);
  });

  it("values names of the domain name system by public knowledge: two prices, and reasons that add up", async () => {
    const [google, nonsense, idn] = await valuesOf(api, [
      "www.google.com",
      "xkqzvwp.com",
      "müller.de",
    ]);
    expect(Number(google?.value)).toBeGreaterThan(100_000);
    expect(google?.flags?.map(({ flag }) => flag)).toEqual(["brand"]);
    expect(Number(nonsense?.value)).toBeLessThan(20);
    expect(nonsense).toMatchObject({ demand: "low", interval: "chosen", interval_sales: 0 });
    expect(nonsense?.factors.ensemble?.reason).toContain("registration fee");
    expect(Number(idn?.value)).toBeGreaterThan(200);
    for (const result of [google, nonsense, idn] as ValuationResult[]) {
      const { ensemble } = result.factors;
      expect(recompute(result.factors)).toBe(result.value);
      expect(recomputeRetail(ensemble as EnsembleFactors, result.currency)).toEqual(result.retail);
      expect(Number(result.retail?.value)).toBeGreaterThan(Number(result.value));
      const total = ensemble?.prior?.terms.reduce((sum, term) => sum + term.contribution, 0);
      expect(total).toBeCloseTo(ensemble?.prior?.score as number, 5);
      const stored = await api.get<ValuationResult>(
        `/api/v1/valuation/latest?domain=${encodeURIComponent(result.domain)}`,
      );
      expect(stored.body).toMatchObject(result);
    }
  });

  it("explains and stores enough to compute each value again", async () => {
    const [result] = await valuesOf(api, ["openmarket.eth"]);
    const { body } = await api.get<Explanation>("/api/v1/valuation/factors?domain=openmarket.eth");
    expect(body.ensemble).toEqual(result?.factors.ensemble);
    expect(recompute(result?.factors as ValuationResult["factors"])).toBe(result?.value);
  });

  it("gives the market alone where the ensemble is not wanted", async () => {
    const [result] = await valuesOf(api, ["blackjack.eth"], { ensemble: false });
    expect(result).toMatchObject({ model_version: "market-1", chosen_source: "anchor" });
    expect(result?.factors.ensemble).toBeUndefined();
  });

  it("learns a suffix's price level from the platform's own sales", async () => {
    const database = await Database.open(stack.databaseUrl);
    const market = new MarketRepository(database, riskPolicy(0.25));
    const at = new Date(Date.now() - 86_400_000).toISOString();
    await market.record(
      Array.from({ length: 30 }, (_, index) => ({
        type: "trade",
        id: `scale ${index}`,
        domain: `name${"abcdefghij"[index % 10]}${index}.org`,
        at,
        price: "5000",
        quantity: "1",
        currency: "USD",
      })),
    );
    await database.close();
    const result = await waitFor(
      async () => {
        const [value] = await valuesOf(api, ["openmarket.org"]);
        return (value?.factors.ensemble?.suffix.sales ?? 0) >= 30 ? value : undefined;
      },
      { timeoutMs: 40_000, what: "the scale of .org" },
    );
    expect(result).toMatchObject({ currency: "USD", chosen_source: "prior", interval: "chosen" });
    const { prior, suffix } = result.factors.ensemble ?? {};
    expect(suffix?.log10_scale).toBeGreaterThan(0.5);
    expect(prior?.log10_offset.value).toBe(suffix?.log10_scale);
  });
});

describe("a worker", () => {
  let stack: Stack;
  const folder = mkdtempSync(path.join(tmpdir(), "assay-model-"));
  beforeAll(async () => {
    stack = await startSharedStack("postgres", { VALUATION_USE_ENSEMBLE: "0" });
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await stack?.close();
  });

  const modelFile = (change: (bytes: Buffer) => Buffer): string => {
    const dir = mkdtempSync(path.join(folder, "model-"));
    cpSync(path.join(PROJECT_ROOT, "data/model"), dir, { recursive: true });
    const file = path.join(dir, "name-model.bin");
    writeFileSync(file, change(readFileSync(file)));
    return dir;
  };
  const boot = async (modelDir: string): Promise<unknown> =>
    startApp({
      app: "valuation-worker",
      env: {
        ...stack.env,
        VALUATION_USE_ENSEMBLE: "1",
        MODEL_DIR: modelDir,
        WORKER_PORT: String(await freePort()),
      },
    });

  it("with the ensemble switched off values by the market, even where it is asked for", async () => {
    const [result] = await valuesOf(new Api(stack.gatewayUrl), ["blackjack.eth"], {
      ensemble: true,
    });
    expect(result).toMatchObject({ model_version: "market-1" });
  });

  it.each([
    ["missing", () => path.join(folder, "nowhere"), "cannot be read"],
    ["cut short", () => modelFile((bytes) => bytes.subarray(0, 1_000_000)), "cut short"],
  ])("does not serve guesses: a model that is %s is reported at boot", async (_, dir, what) => {
    await expect(boot(dir())).rejects.toThrow(new RegExp(`ended with .*1[^]*${what}`));
  });
});
