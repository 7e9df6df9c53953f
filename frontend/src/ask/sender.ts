/** Posting to the server from a phone on a train: final answers and passing troubles are told apart. */
import { csrfToken } from "../live/ticket";

/** The server understood and said no: sending the same again would not help. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly nextUrl: string | null,
  ) {
    super(message);
  }
}

/** No network, or a server that is restarting, or that says it is too busy: worth trying again. */
export class Unreachable extends Error {
  constructor(
    message: string,
    readonly busy = false,
  ) {
    super(message);
  }
}

export const RETRY_FIRST_MS = 1000;
export const RETRY_LAST_MS = 15_000;
const PATIENCE_MS = 60_000;

/** How long before try number `attempt` (from 1), in milliseconds. */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(RETRY_LAST_MS, RETRY_FIRST_MS * 2 ** (attempt - 1));
  return ceiling / 2 + (random() * ceiling) / 2;
}

/** What an HTTP answer means: its JSON, a Refused, or an Unreachable. */
export function understand(status: number, text: string): Record<string, unknown> {
  let said: Record<string, unknown> = {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === "object" && body !== null) said = body as Record<string, unknown>;
  } catch {
    // A proxy's own page, or nothing.
  }
  if (status >= 200 && status < 300) return said;
  if (status === 0 || status === 408 || status === 429 || status >= 500) {
    throw new Unreachable(`${status}`, said.code === "busy");
  }
  throw new Refused(
    typeof said.code === "string" ? said.code : `http_${status}`,
    typeof said.message === "string"
      ? said.message
      : "Ça n’est pas parti. Recharge la page\u00a0: rien n’est perdu.",
    typeof said.next_url === "string" ? said.next_url : null,
  );
}

/** Throws Refused or Unreachable. `onProgress` gets shares from 0 to 1 while the body leaves. */
export function post(
  url: string,
  fields: FormData,
  onProgress?: (share: number) => void,
): Promise<Record<string, unknown>> {
  return new Promise((done, failed) => {
    const asked = new XMLHttpRequest();
    asked.open("POST", url);
    asked.setRequestHeader("Accept", "application/json");
    asked.setRequestHeader("X-CSRFToken", csrfToken());
    asked.timeout = PATIENCE_MS;
    if (onProgress) {
      asked.upload.onprogress = (event) => {
        if (event.lengthComputable) onProgress(event.loaded / event.total);
      };
    }
    asked.onload = () => {
      try {
        done(understand(asked.status, asked.responseText));
      } catch (error) {
        failed(error);
      }
    };
    const lost = (): void => failed(new Unreachable("network"));
    asked.onerror = lost;
    asked.ontimeout = lost;
    asked.onabort = lost;
    asked.send(fields);
  });
}

/** What `insist` needs from the outside world. */
export interface Patience {
  /** Resolves after the delay, or as soon as the network seems back. */
  pause(ms: number): Promise<void>;
  /** A try failed for now. */
  onTrouble?(trouble: Unreachable): void;
}

/** Does `act` until it succeeds or is Refused, waiting longer each time. */
export async function insist<T>(act: () => Promise<T>, patience: Patience): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      patience.onTrouble?.(error);
      await patience.pause(retryDelay(attempt));
    }
  }
}

/** A pause that the return of the network cuts short. */
export function pauseOrNetwork(ms: number): Promise<void> {
  return new Promise((done) => {
    const end = (): void => {
      clearTimeout(timer);
      removeEventListener("online", end);
      done();
    };
    const timer = setTimeout(end, ms);
    addEventListener("online", end);
  });
}
