import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export interface User {
  uid: number;
  gid: number;
}

/** Why servers cannot be started on this machine, and what to do about it. */
export class StackError extends Error {
  override readonly name = "StackError";
}

/**
 * The user that Postgres runs as: undefined (the user that runs this) unless that is root, which Postgres rejects. Then it is
 * `postgres`, made with useradd when the machine has none, or `nobody` where there is no useradd either.
 */
export function postgresUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const known = findUser("postgres");
  if (known) return known;
  try {
    const options = { stdio: "ignore" } as const;
    execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "postgres"], options);
  } catch {
    // Slim images have no useradd; `nobody` is looked for next.
  }
  const user = findUser("postgres") ?? findUser("nobody");
  if (user) return user;
  throw new StackError(
    "Postgres does not run as root, and no other user was found: no postgres, no useradd, no nobody. " +
      "Run as another user, or set DATABASE_URL to a Postgres of your own.",
  );
}

function findUser(name: string): User | undefined {
  const id = (flag: string) => {
    const { status, stdout } = spawnSync("id", [flag, name], { encoding: "utf8" });
    return status === 0 ? Number.parseInt(stdout, 10) : Number.NaN;
  };
  const user = { uid: id("-u"), gid: id("-g") };
  return Number.isInteger(user.uid) && Number.isInteger(user.gid) ? user : undefined;
}

/** Whether this user can pass through the folder and all those above it. Asks the system, which knows of ACLs too. */
export function isPassable(folder: string, user: User | undefined): boolean {
  if (!user) return true;
  const options = { ...user, cwd: "/", stdio: "ignore" } as const;
  return spawnSync("test", ["-x", folder], options).status === 0;
}

/**
 * A folder that every user can pass through, and that is always the same for the same wanted path: for root, when the
 * wanted one lies below a closed home folder.
 */
export function openFolderFor(wanted: string): string {
  const hash = createHash("sha256").update(path.resolve(wanted)).digest("hex").slice(0, 16);
  return path.join(lastingFolder(), `assay-${hash}`);
}

/**
 * Makes such a folder, unless it is there.
 *
 * @throws {StackError} when somebody else has made it: what lies in it is run.
 */
export function makeOpenFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new StackError(`${folder} belongs to another user: remove it, then start again.`);
  }
  chmodSync(folder, 0o755);
  return folder;
}

/** /var/tmp is swept after a month on many machines, so it is only the second choice. */
function lastingFolder(): string {
  try {
    accessSync("/var/lib", constants.W_OK);
    return "/var/lib";
  } catch {
    return "/var/tmp";
  }
}

/** A new folder for one run, which Postgres can use too when this runs as root. */
export function throwAwayFolder(): string {
  const user = postgresUser();
  const base = isPassable(tmpdir(), user) || !existsSync("/var/tmp") ? tmpdir() : "/var/tmp";
  const folder = mkdtempSync(path.join(base, "assay-"));
  if (user) chmodSync(folder, 0o755);
  return folder;
}
