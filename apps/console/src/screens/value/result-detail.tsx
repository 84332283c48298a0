import { bodyOf } from "#client";
import { useEffect, useRef } from "react";

import { useApi } from "../../api/api.js";
import { useQuery } from "../../api/use-query.js";
import { Link, namePath } from "../../app/router.js";
import { BatchStages } from "../../explanation/batch-stages.js";
import { Explanation } from "../../explanation/explanation.js";
import { Headline } from "../../explanation/headline.js";
import { History } from "../../explanation/history.js";
import { RequestTime } from "../../explanation/request-time.js";
import { IconButton } from "../../ui/button.js";
import { Busy, Failure } from "../../ui/states.js";
import type { Row } from "./row.js";
import type { Batch } from "./use-batch.js";

/** The row that is open: why it is worth that, and what the request took. */
export const ResultDetail = ({
  row,
  batch,
  onClose,
}: {
  row: Row;
  batch: Batch;
  onClose: () => void;
}) => {
  const { client } = useApi();
  const domain = row.domain ?? "";
  const explained = useQuery(`factors ${domain}`, (signal) =>
    bodyOf(client.GET("/api/v1/valuation/factors", { params: { query: { domain } }, signal })),
  );
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    panel.current?.focus({ preventScroll: true });
  }, [domain]);
  return (
    <aside
      ref={panel}
      className="card detail stack"
      aria-label={`Why ${domain} is worth that`}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <header>
        <h1>{domain}</h1>
        <span className="row">
          <Link href={namePath(domain)}>Its page</Link>
          <IconButton icon="close" label="Close" onClick={onClose} />
        </span>
      </header>
      <Headline
        value={row.text.value}
        low={row.text.low}
        high={row.text.high}
        currency={row.currency}
        confidence={row.confidence}
        source={row.source}
        {...(explained.data === undefined ? {} : { outlook: explained.data })}
      />
      {explained.error !== undefined && (
        <Failure problem={explained.error} onRetry={explained.reload} />
      )}
      {explained.isLoading && <Busy what="the explanation" />}
      {explained.data !== undefined && <Explanation explained={explained.data} />}
      <History domain={domain} />
      {batch.timing !== undefined && <RequestTime timing={batch.timing} />}
      {batch.view?.stages !== undefined && batch.view.stages.length > 0 && (
        <BatchStages stages={batch.view.stages} />
      )}
    </aside>
  );
};
