import { loadConfig } from "#config";

/** The header that shows a running Assay the key of `ASSAY_KEY`; none where that is not set. */
export const keyHeader = (): Record<string, string> => {
  const { key } = loadConfig();
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
};
