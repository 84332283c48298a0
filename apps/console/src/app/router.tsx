import { useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent } from "react";

const listeners = new Set<() => void>();
const notify = (): void => {
  for (const listener of listeners) listener();
};
addEventListener("popstate", notify);

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Goes to an address of this page. */
export const navigate = (path: string, options: { replace?: boolean } = {}): void => {
  if (options.replace === true) history.replaceState(null, "", path);
  else {
    history.pushState(null, "", path);
    scrollTo(0, 0);
  }
  notify();
};

/** The path that the page is at, such as `/names/alpha.one`. */
export const usePath = (): string => useSyncExternalStore(subscribe, () => location.pathname);

/** One parameter of the query. */
export const useQueryParameter = (name: string): string | null =>
  useSyncExternalStore(subscribe, () => new URLSearchParams(location.search).get(name));

export const namePath = (name: string): string => `/names/${encodeURIComponent(name)}`;

/** A link inside of the page: a click goes there, and a click with a modifier opens a tab as any link does. */
export const Link = ({
  href,
  onClick,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) => (
  <a
    href={href}
    onClick={(event: MouseEvent<HTMLAnchorElement>) => {
      onClick?.(event);
      const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
      if (event.defaultPrevented || !isPlain) return;
      event.preventDefault();
      navigate(href);
    }}
    {...rest}
  />
);
