/** How popular a site is: 3 for the hundred most popular ones, 2 for ten thousand, 1 for a hundred thousand. */
export type SiteClass = 1 | 2 | 3;

/** A name as its owner would register it: letters without accents, digits, nothing between words. */
export const plainLabel = (name: string): string =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll("&", "and")
    .replaceAll("+", "plus")
    .replaceAll(/[^a-z0-9]/g, "");
