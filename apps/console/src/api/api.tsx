import { createAssayClient, type AssayClient, type Schema } from "#client";
import { createContext, useContext, useMemo, type ReactNode } from "react";

import { currentKey } from "./key-store.js";
import { resolveStreamUrl } from "./stream-url.js";

/** What every screen calls the servers with. */
export interface Api {
  readonly client: AssayClient;
  readonly settings: Schema<"ConsoleSettings">;
  /** Where the stream is, as a URL. */
  readonly streamUrl: string;
}

const ApiContext = createContext<Api | undefined>(undefined);

export const assayClient = (): AssayClient =>
  createAssayClient({
    baseUrl: location.origin,
    key: currentKey,
    fetch: (request) => fetch(request),
  });

export const ApiProvider = ({
  settings,
  children,
}: {
  settings: Schema<"ConsoleSettings">;
  children: ReactNode;
}) => {
  const api = useMemo<Api>(
    () => ({
      client: assayClient(),
      settings,
      streamUrl: resolveStreamUrl(settings.stream_url, new URL(location.href)),
    }),
    [settings],
  );
  return <ApiContext value={api}>{children}</ApiContext>;
};

export const useApi = (): Api => {
  const api = useContext(ApiContext);
  if (api === undefined) throw new Error("useApi needs an ApiProvider above.");
  return api;
};
