import { STREAM_LIMITS } from "#contracts";
import type { HashedManifestEvent, StoredManifest } from "#storage";

import { itemOfManifest } from "./item.js";
import type { Page, PageCache } from "./page-cache.js";
import type { Source } from "./source.js";

/** The used part of the manifest store. */
export interface ManifestReader {
  find(name: string): Promise<StoredManifest | undefined>;
  behind(manifestId: string, seq: number, limit: number): Promise<HashedManifestEvent[]>;
}

/** A manifest. It never changes; a manifest that replaces it is another source. */
export class ManifestSource implements Source {
  readonly isLive = false;
  readonly oldest = 1;
  readonly head: number;
  readonly epoch: string;
  readonly manifestHash: string;

  constructor(
    private readonly manifest: StoredManifest,
    private readonly reader: Pick<ManifestReader, "behind">,
    private readonly pages: PageCache,
  ) {
    this.head = manifest.events;
    this.epoch = manifest.hash;
    this.manifestHash = manifest.hash;
  }

  recent(): undefined {
    return undefined;
  }

  page(seq: number): Page | Promise<Page> {
    const page = this.read(seq);
    // Reads the next page ahead. An error is reported when the page is needed.
    const next = seq + STREAM_LIMITS.page_events;
    const ahead = next <= this.head ? this.read(next) : undefined;
    if (ahead instanceof Promise) ahead.catch(() => undefined);
    return page;
  }

  private read(seq: number): Page | Promise<Page> {
    const { manifestId } = this.manifest;
    return this.pages.get(manifestId, seq, async (behind, limit) =>
      (await this.reader.behind(manifestId, behind, limit)).map(itemOfManifest),
    );
  }

  async offsetBefore(dueMs: number): Promise<number> {
    let low = 0;
    let high = this.head;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const item = (await this.read(middle)).get(middle);
      if (item === undefined || item.dueMs < dueMs) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  refresh(): Promise<void> {
    return Promise.resolve();
  }
}
