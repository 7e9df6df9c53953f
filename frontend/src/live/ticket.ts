/** What lets one connection in: fetched afresh each time, since a ticket lives two minutes. */
export interface Ticket {
  readonly ticket: string;
  /** Path (or address) of the socket, ticket included. */
  readonly path: string;
}

/** The server said no, and asking again would not help. */
export class TicketRefused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly nextUrl: string | null,
  ) {
    super(message);
  }
}

const PATIENCE_MS = 8000;
/** A ticket lives two minutes; the one in the page is used during the first. */
const FIRST_TICKET_MS = 60_000;

/** `ticket` the first time, unless the page has been open for so long that it may be over; then null. */
export function once(ticket: Ticket | null): (openSinceMs: number) => Ticket | null {
  let left = ticket;
  return (openSinceMs) => {
    const given = openSinceMs < FIRST_TICKET_MS ? left : null;
    left = null;
    return given;
  };
}

export function csrfToken(page: Document = document): string {
  const meta = page.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
  if (meta) return meta;
  const input = page.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]')?.value;
  if (input) return input;
  return /(?:^|; )csrftoken=([^;]+)/.exec(page.cookie)?.[1] ?? "";
}

/**
 * Throws TicketRefused when the answer is final, and any other error when it is worth trying again
 * (no network, server restarting, too many requests).
 */
export async function fetchTicket(url: string): Promise<Ticket> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
    credentials: "same-origin",
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (answer.type === "opaqueredirect") throw new TicketRefused("signed_out", "", null);
  if (answer.status === 429 || answer.status >= 500) throw new Error(`ticket: ${answer.status}`);
  const body: unknown = await answer.json().catch(() => ({}));
  const said = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  if (!answer.ok) {
    throw new TicketRefused(
      typeof said.code === "string" ? said.code : `http_${answer.status}`,
      typeof said.message === "string" ? said.message : "",
      typeof said.next_url === "string" ? said.next_url : null,
    );
  }
  if (typeof said.ticket !== "string" || typeof said.path !== "string") throw new Error("ticket: no path");
  return { ticket: said.ticket, path: said.path };
}
