import type { Item } from "../source/item.js";
import type { Page } from "../source/page-cache.js";
import type { Source } from "../source/source.js";
import { StreamError } from "./stream-error.js";

/** The result of looking for the next event. */
export type Found =
  | { readonly kind: "item"; readonly item: Item; readonly isRecent: boolean }
  /** Retention has deleted the next events. The walk continues after the gap. */
  | { readonly kind: "gap"; readonly gap: { from_seq: number; to_seq: number } }
  /** A read has started: look again when it is done. Fails with the store's error, or with a StreamError. */
  | { readonly kind: "reading"; readonly done: Promise<void> }
  /** A read is under way already. */
  | { readonly kind: "busy" };

/** Delay before reading a missing page again, in milliseconds. */
const AGAIN_MS = 50;

/** An offset in a source, and the page around it. */
export class Walk {
  private page: Page | undefined;
  private isReading = false;
  private hasLeft = false;

  /** Up to this offset no event matches the filter. */
  private skippedTo = -1;

  /**
   * @param seq the last passed offset
   * @param domains of the filter; undefined without one
   */
  constructor(
    readonly source: Source,
    public seq: number,
    private readonly domains: readonly string[] | undefined,
  ) {}

  passed(item: Item): void {
    this.seq = item.seq;
  }

  /** Ignores the results of running reads. */
  leave(): void {
    this.hasLeft = true;
    this.rest();
  }

  /** Releases the current page; it is read again when needed. */
  rest(): void {
    this.turnTo(undefined);
  }

  /**
   * Looks for the event after `seq`, which must be before the source's head.
   * @param to the last offset that may be passed, at most the head
   */
  next(to: number): Found {
    const want = this.seq + 1;
    const recent = this.source.recent(want);
    if (recent !== undefined) {
      this.rest();
      return { kind: "item", item: recent, isRecent: true };
    }
    if (this.isReading) return { kind: "busy" };
    const kept = this.page?.get(want);
    if (kept !== undefined) return { kind: "item", item: kept, isRecent: false };
    if (this.source.isLive && want < this.source.oldest) return this.gapTo(this.source.oldest);
    if (this.domains !== undefined && this.skippedTo < this.seq) {
      const skipping = this.source.offsetBeforeNext?.(this.domains, this.seq, to);
      if (skipping !== undefined) {
        this.isReading = true;
        return { kind: "reading", done: this.skip(skipping) };
      }
    }
    const page = this.source.page(want);
    if (page instanceof Promise) {
      this.isReading = true;
      return { kind: "reading", done: this.read(page, want) };
    }
    this.turnTo(page);
    return this.inPage(page, want);
  }

  private inPage(page: Page, want: number): Found {
    const item = page.get(want);
    if (item !== undefined) return { kind: "item", item, isRecent: false };
    if (page.start !== undefined && page.start > want) return this.gapTo(page.start);
    this.isReading = true;
    return { kind: "reading", done: this.read(Promise.resolve(page), want) };
  }

  private turnTo(page: Page | undefined): void {
    if (page === this.page) return;
    page?.hold();
    this.page?.release();
    this.page = page;
  }

  private gapTo(start: number): Found {
    const gap = { from_seq: this.seq + 1, to_seq: start - 1 };
    this.seq = start - 1;
    return { kind: "gap", gap };
  }

  /** Skips events that the filter excludes, without reading them. */
  private async skip(skipping: Promise<number>): Promise<void> {
    try {
      const seq = await skipping;
      if (this.hasLeft) return;
      this.seq = Math.max(this.seq, seq);
      this.skippedTo = this.seq;
    } finally {
      this.isReading = false;
    }
  }

  private async read(reading: Promise<Page>, want: number): Promise<void> {
    try {
      const page = await reading;
      if (this.hasLeft) return;
      this.turnTo(page);
      if (page.get(want) !== undefined || (page.start ?? 0) > want) return;
      if (!this.source.isLive)
        throw new StreamError(
          "manifest_mismatch",
          "The manifest was removed, or another was stored in its place.",
        );
      // Pruned, or not written yet: the range of the log decides.
      await this.source.refresh();
      if (want >= this.source.oldest) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      this.rest();
    } finally {
      this.isReading = false;
    }
  }
}
