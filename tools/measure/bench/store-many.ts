import pg from "pg";

/** Fills the tables as so many batches of 1,000 would have, by SQL: only the indexes' size matters to the next batch. */
export const storeMany = async (databaseUrl: string, count: number): Promise<void> => {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    await client.query(`
      WITH head AS (UPDATE streams SET head = head + ${count} WHERE stream = 'market' RETURNING head - ${count} AS base),
      v AS MATERIALIZED (
        SELECT head.base + n AS seq, md5((n / 1000)::text || random()::text)::uuid AS batch_id, n AS idx,
          'stored-' || md5(n::text || ':${count}') || '.com' AS domain
        FROM head, generate_series(1, ${count}) n
      ), stored AS (
        INSERT INTO valuations (seq, batch_id, idx, domain, value, currency, low, high, confidence, model_version,
          chosen_source, factors, placeholder_created, valued_at)
        SELECT seq, batch_id, idx, domain, 10.00, 'USD', 1.46, 68.37, 0.37, 'market-1',
          'anchor', '{"primary_source":"anchor","fallback_chain":[],"market":[],"adjustments":[],"inputs":{}}', true, now() FROM v
      ), state AS (
        INSERT INTO domain_states (domain, value, valued_at, valuation_seq) SELECT domain, 10.00, now(), seq FROM v
      )
      INSERT INTO events (seq, eid, type, v, at, domain, tp, data)
      SELECT seq, 'v-' || batch_id || '-' || idx, 'valuation_update', 1, now(), domain, NULL,
        '{"domain":"stored","value":"10.00"}' FROM v`);
    await client.query("ANALYZE");
  } finally {
    await client.end();
  }
};
