import { guardPath, hostEnvironment, PROJECT_ROOT, startChild, throwAwayFolder } from "#stack";
import { readFileSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";

import { UsageError } from "../../cli/command-line/index.js";

/** A revision, checked out and built in a folder of its own. */
export interface BaseTree {
  readonly root: string;
  readonly revision: string;
  remove(): Promise<void>;
}

/**
 * Checks a revision out beside this working tree and builds it. Its packages are those of this tree when the lock
 * files agree; otherwise they are installed.
 * @throws UsageError when there is no such revision or it cannot be built
 */
export const openBaseTree = async (name: string, signal: AbortSignal): Promise<BaseTree> => {
  const revision = (
    await run("git", ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`], {
      failure: `There is no revision ${name}.`,
    })
  ).trim();
  const folder = throwAwayFolder();
  const keep = guardPath(folder);
  const root = path.join(folder, "base");
  const remove = async (): Promise<void> => {
    // Where it was never added there is nothing for git to remove.
    await run("git", ["worktree", "remove", "--force", root], { failure: "" }).catch(
      () => undefined,
    );
    rmSync(folder, { recursive: true, force: true });
    keep();
  };
  try {
    await run("git", ["worktree", "add", "--detach", "--quiet", root, revision], {
      failure: `${revision} cannot be checked out.`,
    });
    signal.throwIfAborted();
    const lockOf = (tree: string): string =>
      readFileSync(path.join(tree, "package-lock.json"), "utf8");
    if (lockOf(root) === lockOf(PROJECT_ROOT)) {
      symlinkSync(path.join(PROJECT_ROOT, "node_modules"), path.join(root, "node_modules"));
    } else {
      await run("npm", ["ci", "--no-audit", "--no-fund"], {
        cwd: root,
        failure: `The packages of ${revision} cannot be installed.`,
      });
    }
    signal.throwIfAborted();
    await run("npm", ["run", "--silent", "build"], {
      cwd: root,
      failure: `${revision} cannot be built.`,
    });
    signal.throwIfAborted();
    return { root, revision, remove };
  } catch (error) {
    await remove();
    throw error;
  }
};

const run = async (
  command: string,
  args: string[],
  { failure, cwd = PROJECT_ROOT }: { failure: string; cwd?: string },
): Promise<string> => {
  const child = await startChild({ name: command, command, args, cwd, env: hostEnvironment() });
  const { code } = await child.exited;
  if (code === 0) return child.output;
  throw new UsageError(`${failure}\n${child.output.trim()}`.trim());
};
