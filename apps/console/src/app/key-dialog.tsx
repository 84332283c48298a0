import "./key-dialog.css";

import { useEffect, useId, useRef, useState } from "react";

import { setKey, useIsKeyRejected, useKey } from "../api/key-store.js";
import { Button } from "../ui/button.js";

const OPEN = "assay-open-key";

/** Opens the dialog from anywhere in the page. */
export const openKeyDialog = (): void => {
  dispatchEvent(new Event(OPEN));
};

/** Asks for the API key: if one is needed, if it was rejected, or on the reader's request. */
export const KeyDialog = ({ isRequired }: { isRequired: boolean }) => {
  const key = useKey();
  const isRejected = useIsKeyRejected();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState("");
  const [keepsInTab, setKeepsInTab] = useState(false);
  const id = useId();
  const isNeeded = isRejected || (isRequired && key === undefined);

  useEffect(() => {
    if (isNeeded && dialog.current?.open === false) dialog.current.showModal();
  }, [isNeeded]);
  useEffect(() => {
    const open = (): void => {
      if (dialog.current?.open === false) dialog.current.showModal();
    };
    addEventListener(OPEN, open);
    return () => removeEventListener(OPEN, open);
  }, []);

  const use = (value: string | undefined): void => {
    setKey(value, keepsInTab);
    setText("");
    dialog.current?.close();
  };
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={id}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== "") use(text.trim());
        }}
      >
        <h1 id={id}>API key</h1>
        <p className="dim">
          {isRejected
            ? "The server does not accept this key. Give another one."
            : isRequired
              ? "This server asks for a key with each call. It stays in memory, and never becomes part of an address."
              : "This server needs no key. One that you give is sent with each call."}
        </p>
        <label className="stack tight">
          <span>Key</span>
          <input
            className="field"
            type="password"
            autoComplete="off"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <label className="row">
          <input
            type="checkbox"
            checked={keepsInTab}
            onChange={(event) => setKeepsInTab(event.target.checked)}
          />
          Keep it until this tab is closed
        </label>
        <div className="row">
          <Button kind="primary" type="submit" disabled={text.trim() === ""}>
            Use this key
          </Button>
          {key !== undefined && <Button onClick={() => use(undefined)}>Forget the key</Button>}
          <Button kind="quiet" onClick={() => dialog.current?.close()}>
            Close
          </Button>
        </div>
      </form>
    </dialog>
  );
};
