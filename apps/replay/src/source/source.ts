import type { Item } from "./item.js";
import type { Page } from "./page-cache.js";

/** Something that can be walked by place: the live stream, or a manifest. */
export interface Source {
  /** Tells two of them apart, also over time: the log's epoch, or a manifest's hash. */
  readonly epoch: string;
  readonly oldest: number;
  readonly head: number;
  /** Whether more may come behind the head. */
  readonly isLive: boolean;
  readonly manifestHash: string | undefined;
  /** An event that is at hand without asking anybody. */
  recent(seq: number): Item | undefined;
  /** The page that a place is in: at once when it is at hand. @throws StorageUnavailableError */
  page(seq: number): Page | Promise<Page>;
  /** The last place before a time on the source's own time line, in milliseconds. @throws StorageUnavailableError */
  placeBefore(dueMs: number): Promise<number>;
  /**
   * The last place up to which there is no event of these domains, `to` at the most; undefined for a source that is
   * read to find out. @throws StorageUnavailableError
   */
  placeBeforeNext?(domains: readonly string[], seq: number, to: number): Promise<number>;
  /** Looks once more where the source ends. @throws StorageUnavailableError */
  refresh(): Promise<void>;
}
