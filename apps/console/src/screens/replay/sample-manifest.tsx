import { bodyOf, type AssayProblem } from "#client";
import { useState } from "react";

import { useApi } from "../../api/api.js";
import { toProblem } from "../../api/use-query.js";
import { Button } from "../../ui/button.js";
import { Failure } from "../../ui/states.js";
import sampleUrl from "sample-manifest/full.jsonl?url";

/** Stores the sample manifest where there is none. */
export const SampleManifest = ({ onLoaded }: { onLoaded: () => void }) => {
  const { client } = useApi();
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<AssayProblem>();
  const load = async (): Promise<void> => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      const lines = await (await fetch(sampleUrl)).text();
      await bodyOf(
        client.PUT("/api/v1/manifests/{name}", {
          params: { path: { name: "full" } },
          body: lines as never,
          bodySerializer: (body: unknown) => String(body),
          headers: { "content-type": "application/x-ndjson" },
        }),
      );
      onLoaded();
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <>
      {problem !== undefined && <Failure problem={problem} />}
      <Button disabled={isBusy} onClick={() => void load()}>
        Load the sample manifest
      </Button>
    </>
  );
};
