import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A folder with a limit of its own: filling it fills no other disk. */
export interface Disk {
  readonly folder: string;
  /** Takes what space is left. */
  fill(): void;
  /** Gives it back. */
  free(): void;
  /** Unmounts it. */
  remove(): void;
}

/**
 * Mounts a tmpfs of `sizeMb` at `folder`.
 * @returns undefined where this user may not mount: then a full disk cannot be injected
 */
export const mountDisk = (folder: string, sizeMb: number): Disk | undefined => {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${sizeMb}m,mode=755`, "tmpfs", folder], {
      stdio: "ignore",
    });
  } catch {
    return undefined;
  }
  const filler = path.join(folder, "filler");
  return {
    folder,
    fill() {
      const { bavail, bsize } = statfsSync(folder);
      // A tmpfs keeps its promises in memory, so the space has to be written, not reserved.
      writeFileSync(filler, Buffer.alloc(0));
      const chunk = Buffer.alloc(bsize * 256);
      let left = bavail * bsize;
      while (left > 0) {
        try {
          writeFileSync(filler, chunk.subarray(0, Math.min(left, chunk.length)), { flag: "a" });
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === "ENOSPC") return;
          throw error;
        }
        left -= chunk.length;
      }
    },
    free() {
      rmSync(filler, { force: true });
    },
    remove() {
      // Lazily: a server that still ends may have a file open.
      execFileSync("umount", ["--lazy", folder], { stdio: "ignore" });
    },
  };
};
