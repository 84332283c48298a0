/** A trace by its id: a link where the page knows a Jaeger. */
export const TraceLink = ({
  traceId,
  jaegerUrl,
}: {
  traceId: string;
  jaegerUrl: string | null;
}) => (
  <>
    <span className="dim">Trace </span>
    <code>{traceId}</code>
    {jaegerUrl !== null && (
      <>
        {" · "}
        <a href={`${jaegerUrl}/trace/${traceId}`} target="_blank" rel="noreferrer">
          Open in Jaeger
        </a>
      </>
    )}
  </>
);
