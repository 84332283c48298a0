/** Light or dark as the reader's system is, or as the reader has chosen. */
export type Theme = "system" | "light" | "dark";

const KEY = "assay-theme";
const system = matchMedia("(prefers-color-scheme: dark)");
let chosen: Theme = "system";

export const storedTheme = (): Theme => {
  const stored = localStorage.getItem(KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
};

/** What is shown at the moment. */
export const shownTheme = (): "light" | "dark" =>
  chosen === "system" ? (system.matches ? "dark" : "light") : chosen;

export const applyTheme = (theme: Theme): void => {
  chosen = theme;
  if (theme === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  show();
};

const show = (): void => {
  document.documentElement.dataset["theme"] = shownTheme();
};
system.addEventListener("change", show);
