import { spawnSync } from "node:child_process";
import { readFileSync, readlinkSync, realpathSync } from "node:fs";

/** Whether a process with this id runs. One that has ended and was not reaped does not. */
export function isRunning(pid: number): boolean {
  return processIdentity(pid) !== undefined;
}

/**
 * A text that distinguishes this process from any other with the same id (ids are soon reused in a
 * container), or undefined when no process with the id runs. It holds the time of the process's start.
 */
export function processIdentity(pid: number): string | undefined {
  if (!takesSignals(pid)) return undefined;
  if (process.platform === "linux") return linuxIdentity(pid);
  if (process.platform === "win32") return "running";
  return ps(pid, "lstart") || undefined;
}

/** Whether the process has this folder as its working folder or on its command line. */
export function worksIn(pid: number, folder: string): boolean {
  try {
    if (process.platform === "linux") {
      return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
    }
    return process.platform !== "win32" && ps(pid, "command").includes(folder);
  } catch {
    return false;
  }
}

function takesSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Fields of /proc/PID/stat, after the name in brackets: the state comes first, the start in ticks since boot 20th. */
function linuxIdentity(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return undefined;
  const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  return `${boot} ${fields[19]}`;
}

function ps(pid: number, column: string): string {
  const { stdout } = spawnSync("ps", ["-o", `${column}=`, "-p", String(pid)], { encoding: "utf8" });
  return stdout?.trim() ?? "";
}
