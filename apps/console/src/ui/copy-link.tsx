import { useState } from "react";

import { Button } from "./button.js";

/** Copies the address of what is shown. Where the browser does not allow it, the address bar has it all the same. */
export const CopyLink = () => {
  const [label, setLabel] = useState("Copy link");
  return (
    <Button
      icon="link"
      onClick={() => {
        navigator.clipboard.writeText(location.href).then(
          () => setLabel("Copied"),
          () => setLabel("Copy it from the address bar"),
        );
      }}
    >
      <span role="status">{label}</span>
    </Button>
  );
};
