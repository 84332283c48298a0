import "./event-type.css";

import type { CSSProperties } from "react";

import { kindColour, kindOf } from "./events.js";

/** The type of an event with the colour of its kind. */
export const EventTypeName = ({ type }: { type: string }) => (
  <span className="type" style={{ "--kind": kindColour(kindOf(type)) } as CSSProperties}>
    {type.replaceAll("_", " ")}
  </span>
);
