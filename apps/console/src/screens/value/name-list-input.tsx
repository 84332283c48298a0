import { useRef, useState, type DragEvent } from "react";

import { Button } from "../../ui/button.js";
import { count } from "../../ui/format.js";
import { MAX_NAMES, NameListError, readFile, readNames } from "./read-names.js";

const SAMPLES = [
  {
    label: "Five names",
    text: "google.com\nalpha.one\nblackjack.eth\nmünchen.de\ncarinsurance.com",
  },
  { label: "Some with errors", text: "alpha.one\nlocalhost\nnot a name\n192.168.0.1\nbravo.one" },
];
/** Text of more than this stays out of the box: a browser lays out every line of it. */
const MAX_SHOWN = 200_000;

/** Where a list is pasted, typed or dropped. */
export const NameListInput = ({
  isBusy,
  onSubmit,
  onCancel,
}: {
  isBusy: boolean;
  onSubmit: (names: readonly string[]) => void;
  onCancel: () => void;
}) => {
  const [text, setText] = useState("");
  const [file, setFile] = useState<{ name: string; text: string }>();
  const [problem, setProblem] = useState("");
  const [note, setNote] = useState("");
  const [isOver, setIsOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);

  const submit = (list: string): void => {
    try {
      const { names, leftOut } = readNames(list);
      setProblem("");
      setNote(
        leftOut === 0
          ? ""
          : `The first ${count(MAX_NAMES)} names are valued; ${count(leftOut)} more are left out.`,
      );
      onSubmit(names);
    } catch (error) {
      if (!(error instanceof NameListError)) throw error;
      setProblem(error.message);
    }
  };
  const take = async (dropped: File | undefined): Promise<void> => {
    if (dropped === undefined) return;
    try {
      const content = await readFile(dropped);
      readNames(content);
      setProblem("");
      if (content.length > MAX_SHOWN) {
        setText("");
        setFile({ name: dropped.name, text: content });
      } else {
        setFile(undefined);
        setText(content);
      }
    } catch (error) {
      if (!(error instanceof NameListError)) throw error;
      setProblem(error.message);
    }
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setIsOver(false);
    void take(event.dataTransfer.files[0]);
  };

  const list = file?.text ?? text;
  return (
    <form
      className={`list-input stack tight ${isOver ? "is-over" : ""}`}
      onSubmit={(event) => {
        event.preventDefault();
        submit(list);
      }}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={onDrop}
    >
      <div className="row spread">
        <h2>Names</h2>
        <span className="small dim">one a line, CSV or NDJSON</span>
      </div>
      <textarea
        className="field mono"
        aria-label="Names, one a line"
        placeholder={"alpha.one\nbravo.one\n…or drop a file here"}
        spellCheck={false}
        autoCapitalize="none"
        value={file === undefined ? text : `${file.name}: too long to show here`}
        readOnly={file !== undefined}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) submit(list);
        }}
      />
      {problem !== "" && (
        <p className="bad" role="alert">
          {problem}
        </p>
      )}
      {note !== "" && <p className="warn">{note}</p>}
      <div className="row">
        {isBusy ? (
          <Button icon="close" onClick={onCancel}>
            Cancel
          </Button>
        ) : (
          <Button kind="primary" type="submit" disabled={list.trim() === ""}>
            Value names
          </Button>
        )}
        <Button icon="upload" onClick={() => picker.current?.click()}>
          File
        </Button>
        {file !== undefined && (
          <Button kind="quiet" onClick={() => setFile(undefined)}>
            Remove file
          </Button>
        )}
        <input
          ref={picker}
          className="sr"
          type="file"
          tabIndex={-1}
          aria-label="File of names"
          accept=".txt,.csv,.tsv,.ndjson,.jsonl,text/*"
          onChange={(event) => {
            void take(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </div>
      {list === "" && (
        <div className="row small">
          <span className="dim">Try</span>
          {SAMPLES.map((sample) => (
            <Button
              key={sample.label}
              kind="quiet"
              onClick={() => {
                setText(sample.text);
                submit(sample.text);
              }}
            >
              {sample.label}
            </Button>
          ))}
        </div>
      )}
    </form>
  );
};
