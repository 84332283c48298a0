import type { RefusedItem } from "#contracts";
import { factorsText, type ValuedItem } from "#storage";

/** The response to the caller of a batch, a `BatchResponse`, as JSON: its values and errors in the order of its names. */
export const responseText = (
  batchId: string,
  values: readonly ValuedItem[],
  refused: readonly RefusedItem[],
): string => {
  const items: string[] = Array.from({ length: values.length + refused.length });
  for (const value of values) items[value.idx] = resultText(value);
  for (const { idx, index, input, code, detail } of refused)
    items[idx] = `{"input":${input},"index":${index},"error":${JSON.stringify({ code, detail })}}`;
  return `{"batch_id":"${batchId}","results":[${items.join(",")}]}`;
};

const resultText = ({ result: { factors, ...others } }: ValuedItem): string =>
  `${JSON.stringify(others).slice(0, -1)},"factors":${factorsText(factors)}}`;
