import "./controls.css";

/** Drawn by strokes on a grid of 24. */
const PATHS = {
  mark: "M3 16h18M7 16v-3.5M12 16V7M17 16v-3.5",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5",
  key: "M15 3a6 6 0 1 0 0 12 6 6 0 0 0 0-12M10.8 13.2 3 21M6 18l2.5 2.5M16.5 7.5h.01",
  play: "M7 4.5v15l12.5-7.5z",
  pause: "M8 5v14M16 5v14",
  step: "M6 5v14l9-7zM18 5v14",
  restart: "M4 4v6h6M4.5 10a8 8 0 1 1-.6 5",
  loop: "M17 2l4 4-4 4M3 11V9a3 3 0 0 1 3-3h15M7 22l-4-4 4-4M21 13v2a3 3 0 0 1-3 3H3",
  live: "M12 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4M7.8 16.2a6 6 0 0 1 0-8.4M16.2 7.8a6 6 0 0 1 0 8.4M5 19a10 10 0 0 1 0-14M19 5a10 10 0 0 1 0 14",
  download: "M12 4v11M7.5 11 12 15.5 16.5 11M4 20h16",
  upload: "M12 16V5M7.5 9 12 4.5 16.5 9M4 20h16",
  close: "M5 5l14 14M19 5 5 19",
  link: "M10 14a4.5 4.5 0 0 0 6.5.3l3-3a4.6 4.6 0 0 0-6.5-6.5L11.5 6M14 10a4.5 4.5 0 0 0-6.5-.3l-3 3a4.6 4.6 0 0 0 6.5 6.5l1.5-1.5",
} as const;
export type IconName = keyof typeof PATHS;

export const Icon = ({ name }: { name: IconName }) => (
  <svg className="icon-svg" viewBox="0 0 24 24" width="16" height="16" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
);
