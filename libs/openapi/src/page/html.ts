const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text made safe between tags and inside of quoted attributes. */
export const text = (value: string): string =>
  value.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

/** Text in which `backquotes` mark code. */
export const prose = (value: string): string =>
  text(value).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
