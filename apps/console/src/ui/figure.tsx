import "./figure.css";

import type { ReactNode } from "react";

/** Figures with their labels, side by side. */
export const Figures = ({ children }: { children: ReactNode }) => (
  <dl className="figures">{children}</dl>
);

export const Figure = ({ label, children }: { label: string; children: ReactNode }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);
