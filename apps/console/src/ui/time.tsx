import { moment, timeOfDay } from "./format.js";

/** A time here; UTC is at hand as its tip, and for machines. */
export const Time = ({ at, short = false }: { at: string; short?: boolean }) => (
  <time dateTime={at} title={at.replace("T", " ").replace("Z", " UTC")} className="nowrap">
    {short ? timeOfDay(at) : moment(at)}
  </time>
);
