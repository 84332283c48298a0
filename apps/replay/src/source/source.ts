import type { Item } from "./item.js";
import type { Page } from "./page-cache.js";

/** A source of events by offset: the live stream, or a manifest. */
export interface Source {
  /** Its identity, also over time: the log's epoch, or a manifest's hash. */
  readonly epoch: string;
  readonly oldest: number;
  readonly head: number;
  /** Whether more events may follow the head. */
  readonly isLive: boolean;
  readonly manifestHash: string | undefined;
  /** An event in memory. */
  recent(seq: number): Item | undefined;
  /** The page of an offset: synchronously if it is in memory. @throws StorageUnavailableError */
  page(seq: number): Page | Promise<Page>;
  /** The last offset before a time on the source's time line, in milliseconds. @throws StorageUnavailableError */
  offsetBefore(dueMs: number): Promise<number>;
  /**
   * The last offset up to which there is no event of these domains, at most `to`; undefined for a source that is
   * read to find out. @throws StorageUnavailableError
   */
  offsetBeforeNext?(domains: readonly string[], seq: number, to: number): Promise<number>;
  /** Reads the end of the source again. @throws StorageUnavailableError */
  refresh(): Promise<void>;
}
