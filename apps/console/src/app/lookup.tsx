import { bodyOf } from "#client";
import { useDeferredValue, useState } from "react";

import { assayClient } from "../api/api.js";
import { useQuery } from "../api/use-query.js";
import { namePath, navigate } from "./router.js";

const SUGGESTIONS = "lookup-names";
const MIN_LETTERS = 2;

/** Goes to the page of a name; names that are known are suggested as one types. */
export const Lookup = () => {
  const [text, setText] = useState("");
  const prefix = useDeferredValue(text.trim().toLowerCase());
  const names = useQuery(prefix.length < MIN_LETTERS ? undefined : `names ${prefix}`, (signal) =>
    bodyOf(assayClient().GET("/api/v1/names", { params: { query: { prefix, limit: 8 } }, signal })),
  );
  return (
    <form
      className="lookup"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const name = text.trim();
        if (name !== "") navigate(namePath(name));
        setText("");
      }}
    >
      <input
        className="field"
        type="search"
        aria-label="Look up a name"
        placeholder="Look up a name"
        list={SUGGESTIONS}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={253}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <datalist id={SUGGESTIONS}>
        {names.data?.items.map(({ domain }) => (
          <option key={domain} value={domain} />
        ))}
      </datalist>
    </form>
  );
};
