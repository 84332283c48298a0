import { hostEnvironment } from "#stack";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** One line of a Dockerfile: `RUN npm ci` is `{ keyword: "RUN", text: "npm ci" }`. */
interface Step {
  readonly keyword: string;
  readonly text: string;
}

/** The last stage, as it was built. */
export interface Image {
  /** Its file system's root, as far as the steps have filled it. */
  readonly root: string;
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: string | undefined;
  readonly entrypoint: readonly string[];
  readonly healthcheck: readonly string[];
}

/** What `.dockerignore` says of a path: the last pattern that fits it, or a folder above it, decides. */
export const isSent = (file: string, ignore: string): boolean => {
  let sent = true;
  for (const line of ignore.split("\n").map((text) => text.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    const pattern = line.replace(/^!/, "");
    if (patternOf(pattern).test(file)) sent = line.startsWith("!");
  }
  return sent;
};

const patternOf = (pattern: string): RegExp => {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll("**/", "\0")
    .replaceAll("*", "[^/]*")
    .replaceAll("\0", "(?:.*/)?");
  return new RegExp(`^${source}(?:/.*)?$`);
};

/** The steps of a Dockerfile in order, with `ARG` put in. */
const readSteps = (dockerfile: string): Step[] => {
  const args = new Map<string, string>();
  const steps: Step[] = [];
  for (const line of dockerfile.split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const [, keyword = "", raw = ""] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    const text = raw.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => args.get(name) ?? "");
    if (keyword === "ARG") args.set(...(text.split("=", 2) as [string, string]));
    else steps.push({ keyword, text });
  }
  return steps;
};

interface Stage extends Image {
  readonly name: string;
}

/**
 * Performs the steps of a Dockerfile with this machine's Node and npm, each stage in an empty folder below `folder`,
 * with nothing of the project but what `.dockerignore` lets through. @throws when a step fails, with what it wrote
 */
export const buildImage = (project: string, folder: string): Image => {
  const ignore = readFileSync(path.join(project, ".dockerignore"), "utf8");
  const stages: Stage[] = [];
  for (const { keyword, text } of readSteps(
    readFileSync(path.join(project, "Dockerfile"), "utf8"),
  )) {
    const at = stages.length - 1;
    const stage = stages[at];
    if (keyword === "FROM") {
      const root = path.join(folder, `stage-${stages.length}`);
      mkdirSync(root, { recursive: true });
      const name = / AS (\S+)$/.exec(text)?.[1] ?? "";
      const none = { user: undefined, entrypoint: [], healthcheck: [] };
      stages.push({ name, root, workdir: "/", env: {}, ...none });
      continue;
    }
    if (stage === undefined) throw new Error(`${keyword} before FROM`);
    switch (keyword) {
      case "WORKDIR":
        mkdirSync(path.join(stage.root, text), { recursive: true });
        stages[at] = { ...stage, workdir: text };
        break;
      case "ENV":
        stages[at] = { ...stage, env: { ...stage.env, ...readPairs(text) } };
        break;
      case "COPY":
        copy(project, ignore, stages, stage, text);
        break;
      case "RUN":
        run(stage, text);
        break;
      case "USER":
        stages[at] = { ...stage, user: text };
        break;
      case "HEALTHCHECK":
        stages[at] = {
          ...stage,
          healthcheck: JSON.parse(text.split(" CMD ")[1] ?? "") as string[],
        };
        break;
      case "ENTRYPOINT":
        stages[at] = { ...stage, entrypoint: JSON.parse(text) as string[] };
        break;
      case "CMD":
      case "EXPOSE":
        break;
      default:
        throw new Error(`This reader does not know the step ${keyword} ${text}.`);
    }
  }
  const last = stages.at(-1);
  if (last === undefined) throw new Error("A Dockerfile without FROM");
  return last;
};

const readPairs = (text: string): Record<string, string> =>
  Object.fromEntries(text.split(" ").map((pair) => pair.split("=", 2) as [string, string]));

const copy = (
  project: string,
  ignore: string,
  stages: readonly Stage[],
  stage: Stage,
  text: string,
): void => {
  const words = text.split(" ");
  const from = words[0]?.startsWith("--from=") ? words.shift()?.slice("--from=".length) : undefined;
  const target = words.pop() ?? "";
  const source = stages.find(({ name }) => name !== "" && name === from);
  if (from !== undefined && source === undefined) throw new Error(`No stage is called ${from}.`);
  for (const word of words) {
    const file = source === undefined ? path.join(project, word) : path.join(source.root, word);
    const into = path.join(stage.root, stage.workdir, target);
    const isInto = target.endsWith("/") && !statSync(file).isDirectory();
    cpSync(file, isInto ? path.join(into, path.basename(file)) : into, {
      recursive: true,
      filter: (each) =>
        source !== undefined ||
        statSync(each).isDirectory() ||
        isSent(path.relative(project, each), ignore),
    });
  }
};

const run = (stage: Stage, command: string): void => {
  const { status, stdout, stderr } = spawnSync("sh", ["-c", command], {
    cwd: path.join(stage.root, stage.workdir),
    // What npm has fetched already, for the tests themselves, need not be fetched again.
    env: { ...hostEnvironment(), ...stage.env, npm_config_prefer_offline: "true" },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`RUN ${command} failed:\n${stdout}${stderr}`);
};

/** Every file below a folder, by its path from there. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
