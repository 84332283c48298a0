const TIMEOUT_MS = 2_000;

/** Checks the readiness of another process. @throws with the reason that the process gives */
export const readinessOf = (url: string) => async (): Promise<void> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return;
  const detail =
    typeof body === "object" && body !== null && "detail" in body ? String(body.detail) : "";
  throw new Error(detail === "" ? `answered with status ${response.status}` : detail);
};
