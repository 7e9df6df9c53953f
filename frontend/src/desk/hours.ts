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

export interface Hours {
  readonly closed: readonly ClosedTime[];
  /** Of the hours it was written with: the server says theirs at each welcome. */
  readonly digest: string;
}

/** What a page of the desk says of the hours. */
export function hoursIn(page: ParentNode): Hours {
  const closed = JSON.parse(
    page.querySelector("#closed-times")?.textContent ?? "[]",
  ) as readonly ClosedTime[];
  return { closed, digest: page.querySelector<HTMLElement>("#desk")?.dataset.hours ?? "" };
}

/** All desks hear of a closing at once: each reads its page again a moment later, some seconds apart. */
const AT_LEAST_MS = 1000;
const APART_MS = 4000;
const AGAIN_MS = 10_000;

/** The hours of this page as they are now. The page itself stays, and with it the sound that was allowed to ring. */
export function readAgain(take: (hours: Hours) => void): void {
  const read = async (): Promise<void> => {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw new Error(`the desk answers ${answer.status}`);
    take(hoursIn(new DOMParser().parseFromString(await answer.text(), "text/html")));
  };
  const soon = (ms: number): void => {
    setTimeout(() => void read().catch(() => soon(AGAIN_MS)), ms);
  };
  soon(AT_LEAST_MS + Math.random() * APART_MS);
}
