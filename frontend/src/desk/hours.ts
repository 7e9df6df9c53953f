/** When the service is closed, as the server wrote it into the page for the week to come. */
export interface ClosedTime {
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  /** « Fermé jusqu’à 17 h ». */
  readonly said: string;
}

/** What is said at `now` (milliseconds of the server's clock); null when the service is open. */
export function closedAt(times: readonly ClosedTime[], now: number): string | null {
  return times.find(({ from, to }) => Date.parse(from) <= now && now < Date.parse(to))?.said ?? null;
}
