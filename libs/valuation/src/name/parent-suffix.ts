/** The suffix above: `uk` for `co.uk`; undefined for a top-level one. */
export const parentSuffix = (suffix: string): string | undefined => {
  const dot = suffix.indexOf(".");
  return dot < 0 ? undefined : suffix.slice(dot + 1);
};
