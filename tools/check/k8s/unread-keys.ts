/**
 * A stand-in for `value` that notes which of its keys are read. The validators of `kubernetes-models` read every key
 * that they know and pass over the others in silence: what nobody has read is what nobody knows.
 */
export const withUnreadKeys = <Value extends object>(
  value: Value,
): { watched: Value; unread: () => string[] } => {
  const read = new Set<string>();
  const watch = <Part extends object>(part: Part, at: string): Part =>
    new Proxy(part, {
      get: (target, key) => {
        const found: unknown = Reflect.get(target, key);
        if (typeof key !== "string") return found;
        read.add(`${at}${key}`);
        return typeof found === "object" && found !== null ? watch(found, `${at}${key}.`) : found;
      },
    });
  const keysOf = (part: object, at: string): string[] =>
    Object.entries(part).flatMap(([key, below]: [string, unknown]) =>
      [`${at}${key}`].concat(
        typeof below === "object" && below !== null ? keysOf(below, `${at}${key}.`) : [],
      ),
    );
  return {
    watched: watch(value, ""),
    unread: () => keysOf(value, "").filter((key) => !read.has(key)),
  };
};
