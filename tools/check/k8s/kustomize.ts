import { readFileSync } from "node:fs";
import path from "node:path";
import { parse, parseAllDocuments } from "yaml";

/** One object of Kubernetes, as it stands in a file. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [key: string]: unknown;
}

interface Kustomization {
  readonly namespace?: string;
  readonly resources?: readonly string[];
  readonly images?: readonly { name: string; newName?: string; newTag?: string }[];
  readonly patches?: readonly { target: { kind: string; name: string }; path: string }[];
}

interface Operation {
  readonly op: "add" | "replace" | "remove";
  readonly path: string;
  readonly value?: unknown;
}

const KNOWN = new Set(["apiVersion", "kind", "namespace", "resources", "images", "patches"]);

/**
 * Composes an overlay as `kubectl kustomize` does, for machines without it. It knows only what `k8s/` uses: resources,
 * a namespace, images, and JSON patches of named objects.
 * @throws for anything else, and for a patch that finds nothing
 */
export const composeOverlay = (folder: string): KubeObject[] => {
  const file = path.join(folder, "kustomization.yaml");
  const kustomization = parse(readFileSync(file, "utf8")) as Kustomization;
  const unknown = Object.keys(kustomization).filter((key) => !KNOWN.has(key));
  if (unknown.length > 0) throw new Error(`${file}: ${unknown.join(", ")} is not known here.`);

  let objects = (kustomization.resources ?? []).flatMap((resource) =>
    resource.endsWith(".yaml")
      ? readObjects(path.join(folder, resource))
      : composeOverlay(path.join(folder, resource)),
  );
  for (const { target, path: patch } of kustomization.patches ?? []) {
    const operations = parse(readFileSync(path.join(folder, patch), "utf8")) as Operation[];
    const isTarget = ({ kind, metadata }: KubeObject): boolean =>
      kind === target.kind && metadata.name === target.name;
    if (!objects.some(isTarget))
      throw new Error(`${file}: there is no ${target.kind} ${target.name} to patch.`);
    objects = objects.map((object) => (isTarget(object) ? patched(object, operations) : object));
  }
  return objects
    .map((object) => withNamespace(object, kustomization.namespace))
    .map((object) => withImages(object, kustomization.images ?? []));
};

const readObjects = (file: string): KubeObject[] =>
  parseAllDocuments(readFileSync(file, "utf8")).map((document) => {
    if (document.errors.length > 0) throw new Error(`${file}: ${document.errors.join("; ")}`);
    return document.toJS() as KubeObject;
  });

const withNamespace = (object: KubeObject, namespace: string | undefined): KubeObject => {
  if (namespace === undefined) return object;
  // A namespace is in none; kustomize gives it the name instead.
  const metadata =
    object.kind === "Namespace"
      ? { ...object.metadata, name: namespace }
      : { ...object.metadata, namespace };
  return { ...object, metadata };
};

/** Puts names and tags in wherever a container says `image`, of any kind of object. */
const withImages = <Part>(part: Part, images: NonNullable<Kustomization["images"]>): Part => {
  if (Array.isArray(part)) return part.map((item: unknown) => withImages(item, images)) as Part;
  if (typeof part !== "object" || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, value]: [string, unknown]) => [
      key,
      key === "image" && typeof value === "string"
        ? imageOf(value, images)
        : withImages(value, images),
    ]),
  ) as Part;
};

const imageOf = (image: string, images: NonNullable<Kustomization["images"]>): string => {
  const [name = "", tag] = image.split(":");
  const change = images.find((each) => each.name === name);
  if (change === undefined) return image;
  const newTag = change.newTag ?? tag;
  return `${change.newName ?? name}${newTag === undefined ? "" : `:${newTag}`}`;
};

/** RFC 6902: add, replace, remove. */
const patched = (object: KubeObject, operations: readonly Operation[]): KubeObject => {
  const copy = structuredClone(object) as Record<string, unknown>;
  for (const { op, path: pointer, value } of operations) {
    const keys = pointer
      .split("/")
      .slice(1)
      .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = keys.pop() ?? "";
    let parent: Record<string, unknown> = copy;
    for (const key of keys) {
      const next = parent[key];
      if (typeof next !== "object" || next === null)
        throw new Error(`${object.kind} ${object.metadata.name} has no ${pointer}.`);
      parent = next as Record<string, unknown>;
    }
    if (Array.isArray(parent) && op !== "replace")
      throw new Error(`${pointer}: items of a list can be replaced alone.`);
    if (op !== "add" && !(last in parent))
      throw new Error(`${object.kind} ${object.metadata.name} has no ${pointer}.`);
    if (op === "remove") delete parent[last];
    else parent[last] = structuredClone(value);
  }
  return copy as unknown as KubeObject;
};
