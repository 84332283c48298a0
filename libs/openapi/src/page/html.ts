const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes text for use between tags and in quoted attributes. */
export const text = (value: string): string =>
  value.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

/** Escapes text and turns `backquotes` into code. */
export const prose = (value: string): string =>
  text(value).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
