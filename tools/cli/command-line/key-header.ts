import { loadConfig } from "#config";

/** The authorization header with the key of `ASSAY_KEY`; none if that is not set. */
export const keyHeader = (): Record<string, string> => {
  const { key } = loadConfig();
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
};
