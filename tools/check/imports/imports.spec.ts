import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

import { PROJECT_ROOT } from "#stack";

import { findCycles, readSources, resolveRelative, type SourceFile } from "./import-graph.js";
import { readLayers, type Layer } from "./layer-table.js";

const sources = readSources(["apps", "libs", "tools"]);
const layers = readLayers();

const layerOf = ({ file }: SourceFile): Layer | undefined =>
  layers.find(({ folder }) => file.startsWith(`${folder}/`));
/** Integration specs put real parts together: they may import any library, and the tools that start servers. */
const isIntegration = ({ file }: SourceFile): boolean => file.endsWith(".integration.spec.ts");
const isForTests = ({ file }: SourceFile): boolean => /\.spec\.tsx?$|\/test\//.test(file);

describe("the table in ARCHITECTURE.md", () => {
  it("lists every app and library, and nothing else", () => {
    const folders = ["apps", "libs"].flatMap((parent) =>
      readdirSync(path.join(PROJECT_ROOT, parent)).map((name) => `${parent}/${name}`),
    );
    expect(layers.map(({ folder }) => folder).toSorted()).toEqual([...folders, "tools"].toSorted());
  });

  it("allows every import of a library that there is", () => {
    const wrong = sources
      .filter((source) => !isIntegration(source))
      .flatMap((source) =>
        source.specifiers
          .filter((specifier) => specifier.startsWith("#"))
          .filter((specifier) => !isAllowed(source, specifier.slice(1)))
          .map((specifier) => `${source.file} imports ${specifier}`),
      );
    expect(wrong, "A library may import what its row in ARCHITECTURE.md names").toEqual([]);
  });
});

const isAllowed = (source: SourceFile, library: string): boolean => {
  const layer = layerOf(source);
  if (layer === undefined) return false;
  // Only tools start processes.
  if (library === "stack") return layer.folder === "tools";
  return layer.mayImport === "libraries" || layer.mayImport.has(library);
};

it("no app, library or tool imports another by a path", () => {
  const wrong = sources
    .filter((source) => !isForTests(source))
    .flatMap((source) =>
      source.specifiers
        .filter((specifier) => specifier.startsWith("."))
        .map((specifier) => resolveRelative(source.file, specifier))
        .filter((target) => !target.startsWith(`${layerOf(source)?.folder}/`))
        .map((target) => `${source.file} imports ${target}`),
    );
  expect(wrong, "Import a library by its name, so that its index is its border").toEqual([]);
});

it("no file imports itself by way of others, not even for types", () => {
  expect(findCycles(sources).map((cycle) => cycle.join(" → "))).toEqual([]);
});

it("finds a cycle that only types make", () => {
  const cycle = [
    { file: "a.ts", specifiers: ["./b.js", "pg"] },
    { file: "b.ts", specifiers: ["./c.js"] },
    { file: "c.ts", specifiers: ["./a.js"] },
  ];
  expect(findCycles(cycle)).toEqual([["a.ts", "b.ts", "c.ts"]]);
  expect(findCycles(cycle.slice(0, 2))).toEqual([]);
});
