/** The references in a document, and those that lead nowhere. */
export const referencesOf = (document: object): { all: string[]; dangling: string[] } => {
  const all = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
    ([, path = ""]) => path,
  );
  const at = (path: string): unknown =>
    path
      .split("/")
      .reduce<unknown>(
        (place, key) => (place as Record<string, unknown> | undefined)?.[key],
        document,
      );
  return { all, dangling: all.filter((path) => at(path) === undefined) };
};
