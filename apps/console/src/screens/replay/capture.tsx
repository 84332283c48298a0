import { bodyOf, type AssayProblem, type Schema } from "#client";
import { useState } from "react";

import { useApi } from "../../api/api.js";
import { toProblem } from "../../api/use-query.js";
import { Button } from "../../ui/button.js";
import { count } from "../../ui/format.js";
import { Failure } from "../../ui/states.js";

/** Records the live stream; once it is stopped it is a manifest. */
export const Capture = ({ onCaptured }: { onCaptured: () => void }) => {
  const { client } = useApi();
  const [name, setName] = useState("");
  const [capture, setCapture] = useState<Schema<"Capture">>();
  const [problem, setProblem] = useState<AssayProblem>();
  const act = (action: () => Promise<Schema<"Capture">>): void => {
    setProblem(undefined);
    action().then(
      (changed) => {
        setCapture(changed);
        if (changed.status === "stopped") onCaptured();
      },
      (error: unknown) => setProblem(toProblem(error)),
    );
  };
  const isRecording = capture?.status === "recording";
  return (
    <form
      className="card stack tight"
      onSubmit={(event) => {
        event.preventDefault();
        act(() => bodyOf(client.POST("/api/v1/captures", { body: { manifest: name.trim() } })));
      }}
    >
      <h2>Capture</h2>
      {isRecording ? (
        <>
          <p className="small">
            Recording <strong>{capture.manifest}</strong> since event {count(capture.from_seq)}.
          </p>
          <div>
            <Button
              onClick={() =>
                act(() =>
                  bodyOf(
                    client.DELETE("/api/v1/captures/{id}", {
                      params: { path: { id: capture.capture_id } },
                    }),
                  ),
                )
              }
            >
              Stop and keep it
            </Button>
          </div>
        </>
      ) : (
        <div className="row">
          <input
            className="field"
            aria-label="Name of the new manifest"
            placeholder="Name of the new manifest"
            maxLength={64}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Button type="submit" disabled={name.trim() === ""}>
            Record from now on
          </Button>
        </div>
      )}
      {capture?.status === "stopped" && (
        <p className="small dim" role="status">
          {capture.events === null || capture.events === 0
            ? "Nothing happened meanwhile, so there is no manifest."
            : `${capture.manifest} has ${count(capture.events)} events.`}
        </p>
      )}
      {problem !== undefined && <Failure problem={problem} />}
    </form>
  );
};
