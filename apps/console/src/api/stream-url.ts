/** A page that came by https opens no plain socket; a path is on the page's own host. */
export const resolveStreamUrl = (setting: string, page: URL): string => {
  const url = new URL(setting, page.href);
  if (url.protocol === "http:") url.protocol = "ws:";
  if (url.protocol === "https:" || page.protocol === "https:") url.protocol = "wss:";
  return url.href;
};
