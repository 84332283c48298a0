import { bodyOf } from "#client";
import { lazy, Suspense, type ReactNode } from "react";

import { ApiProvider, assayClient } from "../api/api.js";
import { useQuery } from "../api/use-query.js";
import { Busy, Failure } from "../ui/states.js";
import { ErrorBoundary } from "./error-boundary.js";
import { KeyDialog } from "./key-dialog.js";
import { NotFound } from "./not-found.js";
import { usePath } from "./router.js";
import { Shell } from "./shell.js";

const ValueScreen = lazy(() => import("../screens/value/value-screen.js"));
const NameScreen = lazy(() => import("../screens/name/name-screen.js"));
const LiveScreen = lazy(() => import("../screens/live/live-screen.js"));
const ReplayScreen = lazy(() => import("../screens/replay/replay-screen.js"));
const LatencyScreen = lazy(() => import("../screens/latency/latency-screen.js"));
const FundsScreen = lazy(() => import("../screens/funds/funds-screen.js"));
const FundScreen = lazy(() => import("../screens/funds/fund-screen.js"));

const screenOf = (path: string): ReactNode => {
  const [, first = "", second, third] = path.split("/");
  if (third !== undefined) return <NotFound />;
  const argument = second === undefined ? undefined : safelyDecoded(second);
  switch (first) {
    case "":
      return <ValueScreen batchId={undefined} />;
    case "batches":
      return argument === undefined ? <NotFound /> : <ValueScreen batchId={argument} />;
    case "names":
      return argument === undefined ? <NotFound /> : <NameScreen key={argument} name={argument} />;
    case "live":
      return <LiveScreen />;
    case "replay":
      return <ReplayScreen />;
    case "latency":
      return <LatencyScreen />;
    case "funds":
      return argument === undefined ? (
        <FundsScreen />
      ) : (
        <FundScreen key={argument} symbol={argument} />
      );
    default:
      return <NotFound />;
  }
};

const safelyDecoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** The whole page: what it must know first, the frame, and the screen of its address. */
export const App = () => {
  const path = usePath();
  const settings = useQuery("settings", (signal) =>
    bodyOf(assayClient().GET("/api/v1/console", { signal })),
  );
  return (
    <Shell>
      <ErrorBoundary place={path}>
        {settings.data === undefined ? (
          settings.error === undefined ? (
            <Busy what="the console" />
          ) : (
            <Failure problem={settings.error} onRetry={settings.reload} />
          )
        ) : (
          <ApiProvider settings={settings.data}>
            <Suspense fallback={<Busy what="the screen" />}>{screenOf(path)}</Suspense>
            <KeyDialog isRequired={settings.data.keys_required} />
          </ApiProvider>
        )}
      </ErrorBoundary>
    </Shell>
  );
};
