import { useSyncExternalStore } from "react";

/**
 * The API key: in memory, and in this tab's session where the reader wishes it. It is never part of an address and never
 * in a storage that outlives the tab.
 */
const STORAGE_KEY = "assay-key";

let key: string | undefined = sessionStorage.getItem(STORAGE_KEY) ?? undefined;
let isRejected = false;
const listeners = new Set<() => void>();
const notify = (): void => {
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const currentKey = (): string | undefined => key;

export const setKey = (value: string | undefined, keepInTab: boolean): void => {
  key = value;
  isRejected = false;
  if (value !== undefined && keepInTab) sessionStorage.setItem(STORAGE_KEY, value);
  else sessionStorage.removeItem(STORAGE_KEY);
  notify();
};

/** A call was answered that it needs a key, or another one: the page asks for it. */
export const rejectKey = (): void => {
  isRejected = true;
  notify();
};

export const useKey = (): string | undefined => useSyncExternalStore(subscribe, currentKey);
export const useIsKeyRejected = (): boolean => useSyncExternalStore(subscribe, () => isRejected);
