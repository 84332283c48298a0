import "./time-chart.css";

/** What each colour of a chart stands for. */
export const Legend = ({
  entries,
}: {
  entries: readonly { readonly label: string; readonly colour: string }[];
}) => (
  <div className="legend">
    {entries.map(({ label, colour }) => (
      <span key={label}>
        <i style={{ background: colour }} aria-hidden="true" />
        {label}
      </span>
    ))}
  </div>
);
