import { parseSync } from "oxc-parser";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { PROJECT_ROOT } from "#stack";

/** Which source file imports what, types included. Paths are relative to the project. */
export interface SourceFile {
  readonly file: string;
  /** As written: `./x.js`, `#contracts`, `pg`. */
  readonly specifiers: readonly string[];
}

/** All TypeScript sources below `folders`, with every module that they import, for types or for values. */
export const readSources = (folders: readonly string[]): SourceFile[] =>
  folders.flatMap((folder) =>
    readdirSync(path.join(PROJECT_ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file) && !file.includes("node_modules"))
      .map((file) => path.posix.join(folder, file.split(path.sep).join("/")))
      .map((file) => ({
        file,
        specifiers: specifiersOf(readFileSync(path.join(PROJECT_ROOT, file), "utf8"), file),
      })),
  );

const specifiersOf = (text: string, file: string): string[] => {
  const { module } = parseSync(file, text);
  return [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => (moduleRequest === null ? [] : [moduleRequest.value])),
    ),
    ...module.dynamicImports
      .map(({ moduleRequest }) => text.slice(moduleRequest.start, moduleRequest.end))
      .filter((specifier) => /^["'].*["']$/.test(specifier))
      .map((specifier) => specifier.slice(1, -1)),
  ];
};

/** The project's file that a relative specifier names. */
export const resolveRelative = (from: string, specifier: string): string =>
  path.posix.join(path.posix.dirname(from), specifier).replace(/\.js$/, ".ts");

/** Cycles among files by their relative imports, types included; each is listed once, from its first file by name. */
export const findCycles = (sources: readonly SourceFile[]): string[][] => {
  const edges = new Map(
    sources.map(({ file, specifiers }) => [
      file,
      specifiers.filter((s) => s.startsWith(".")).map((s) => resolveRelative(file, s)),
    ]),
  );
  const cycles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start >= 0) {
      cycles.push(trail.slice(start));
      return;
    }
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of [...edges.keys()].toSorted()) visit(file, []);
  return cycles;
};
