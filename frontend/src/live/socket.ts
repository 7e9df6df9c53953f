import { ServerClock } from "./clock";
import { taken } from "./early";
import { everySecond } from "./every_second";
import { CLOSE, FINAL_CODES, SUBPROTOCOL } from "./protocol";
import { fetchTicket, once, type Ticket, TicketRefused } from "./ticket";

/**
 * A socket that comes back by itself: a fresh ticket before each connection, a ping each second,
 * 2.5 s of silence and it starts again, waiting a little longer each time.
 */
export const SILENCE_MS = 2500;
export const BACKOFF_FIRST_MS = 250;
export const BACKOFF_LAST_MS = 5000;
/** Longest wait for the first message of a connection. */
export const OPENING_MS = 8000;

const DROPPED_BY_US = 4000;

export type LinkState = "idle" | "connecting" | "online" | "offline" | "ended";

/** Why the socket will not come back. */
export interface Ending {
  readonly code: string;
  readonly message: string;
  readonly nextUrl: string | null;
}

export interface SocketHandlers<Incoming> {
  onMessage(message: Incoming): void;
  onBinary?(frame: Uint8Array): void;
  /** The server answered a ping. */
  onPong?(pong: Pong): void;
  /** `ending` comes with the state "ended", unless `stop` was called. */
  onState?(state: LinkState, ending: Ending | null): void;
}

/** What the socket needs from the outside world. */
export interface SocketWorld {
  now(): number;
  random(): number;
  after(delayMs: number, act: () => void): () => void;
  everySecond(act: () => void): () => void;
  ticket(): Promise<Ticket>;
  open(path: string): WebSocket;
  /** Calls back when the network seems to return (true) or to go (false). */
  watchNetwork(act: (up: boolean) => void): () => void;
}

interface Tagged {
  readonly type: string;
}

interface Pong {
  readonly n: number;
  readonly at: string;
  readonly row?: number;
}

export class LiveSocket<Incoming extends Tagged, Outgoing extends Tagged> {
  readonly clock: ServerClock;
  private current: LinkState = "idle";
  private socket: WebSocket | null = null;
  private attempt = 0;
  private failures = 0;
  private heardAt = 0;
  private tickedAt = 0;
  private pings = 0;
  private readonly pingSentAt = new Map<number, number>();
  private cancelWait: (() => void) | null = null;
  private stopPulse: (() => void) | null = null;
  private stopWatching: (() => void) | null = null;

  constructor(
    private readonly handlers: SocketHandlers<Incoming>,
    private readonly world: SocketWorld,
  ) {
    this.clock = new ServerClock(() => world.now());
  }

  get state(): LinkState {
    return this.current;
  }

  start(): void {
    if (this.current !== "idle") return;
    this.stopPulse = this.world.everySecond(() => this.tick());
    this.stopWatching = this.world.watchNetwork((up) => (up ? this.hurry() : this.lose()));
    this.become("connecting");
    void this.connect();
  }

  /** Leaves for good. */
  stop(): void {
    this.end(null);
  }

  /** Says whether the message left; what must not be lost is kept and sent again by the caller. */
  send(message: Outgoing): boolean {
    return this.write(JSON.stringify(message));
  }

  sendBinary(frame: Uint8Array): boolean {
    return this.write(frame);
  }

  /** Bytes written that the network has not taken yet. */
  get backlog(): number {
    return this.socket?.bufferedAmount ?? 0;
  }

  /** Tries again at once, rather than at the end of the wait. */
  hurry(): void {
    if (this.current !== "offline" && this.current !== "connecting") return;
    if (this.cancelWait === null || this.socket !== null) return;
    this.cancelWait();
    this.cancelWait = null;
    void this.connect();
  }

  private write(data: string | Uint8Array): boolean {
    if (this.current !== "online" || this.socket === null || this.socket.readyState !== 1) return false;
    this.socket.send(data as string);
    return true;
  }

  private async connect(): Promise<void> {
    this.attempt += 1;
    const mine = this.attempt;
    let ticket: Ticket;
    try {
      ticket = await this.world.ticket();
    } catch (error) {
      if (mine !== this.attempt || this.current === "ended") return;
      if (error instanceof TicketRefused) {
        this.end({ code: error.code, message: error.message, nextUrl: error.nextUrl });
      } else {
        this.retryLater();
      }
      return;
    }
    if (mine !== this.attempt || this.current === "ended") return;
    const socket = this.world.open(ticket.path);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    this.cancelWait = this.world.after(OPENING_MS, () => {
      this.cancelWait = null;
      this.lose();
    });
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => this.hear(event.data);
    socket.onclose = (event) => this.closed(event.code);
  }

  private hear(data: string | ArrayBuffer): void {
    this.heardAt = this.world.now();
    if (this.current !== "online") {
      this.cancelWait?.();
      this.cancelWait = null;
      this.failures = 0;
      this.pingSentAt.clear();
      this.become("online");
    }
    if (typeof data !== "string") {
      this.handlers.onBinary?.(new Uint8Array(data));
      return;
    }
    const message = JSON.parse(data) as Tagged;
    if (message.type === "pong") this.pong(message as Tagged & Pong);
    else this.handlers.onMessage(message as unknown as Incoming);
  }

  private pong(pong: Pong): void {
    this.handlers.onPong?.(pong);
    const sent = this.pingSentAt.get(pong.n);
    if (sent === undefined) return;
    this.pingSentAt.delete(pong.n);
    this.clock.observe(pong.at, sent, this.heardAt);
  }

  private tick(): void {
    const now = this.world.now();
    // A phone that slept has heard nothing either: it gets the time of one answer.
    if (now - this.tickedAt > SILENCE_MS) this.heardAt = Math.max(this.heardAt, now - SILENCE_MS / 2);
    this.tickedAt = now;
    if (this.current !== "online") return;
    if (now - this.heardAt > SILENCE_MS) {
      this.lose();
      return;
    }
    this.pings += 1;
    this.pingSentAt.set(this.pings, now);
    this.write(JSON.stringify({ type: "ping", n: this.pings }));
  }

  private closed(code: number): void {
    this.forget();
    const final = (FINAL_CODES as Readonly<Record<number, string>>)[code];
    if (final !== undefined) {
      // The reason in the frame is the code again: no words for anybody.
      this.end({ code: final, message: "", nextUrl: null });
    } else if (code === CLOSE.ticket_expired && this.failures === 0) {
      this.failures = 1;
      void this.connect();
    } else {
      if (code === CLOSE.too_fast) this.failures = Math.max(this.failures, 4);
      this.retryLater();
    }
  }

  /** The connection is dead, whatever the browser believes. */
  private lose(): void {
    if (this.current === "ended" || this.current === "idle") return;
    const socket = this.socket;
    if (socket === null && this.cancelWait !== null) return;
    this.forget();
    socket?.close(DROPPED_BY_US);
    this.retryLater();
  }

  private retryLater(): void {
    this.become("offline");
    this.cancelWait?.();
    const ceiling = Math.min(BACKOFF_LAST_MS, BACKOFF_FIRST_MS * 2 ** this.failures);
    this.failures += 1;
    this.attempt += 1;
    const delay = ceiling / 2 + (this.world.random() * ceiling) / 2;
    this.cancelWait = this.world.after(delay, () => {
      this.cancelWait = null;
      void this.connect();
    });
  }

  private forget(): void {
    this.cancelWait?.();
    this.cancelWait = null;
    if (this.socket === null) return;
    this.socket.onmessage = null;
    this.socket.onclose = null;
    this.socket = null;
  }

  private end(ending: Ending | null): void {
    if (this.current === "ended") return;
    const socket = this.socket;
    this.forget();
    socket?.close(1000);
    this.attempt += 1;
    this.stopPulse?.();
    this.stopWatching?.();
    this.become("ended", ending);
  }

  private become(state: LinkState, ending: Ending | null = null): void {
    if (state === this.current) return;
    this.current = state;
    this.handlers.onState?.(state, ending);
  }
}

/** The world of a real page; `ticketUrl` is the endpoint that gives a fresh ticket, `first` the one the page came with. */
export function browserWorld(ticketUrl: string, first: Ticket | null = null): SocketWorld {
  const fromPage = once(first);
  return {
    now: () => performance.timeOrigin + performance.now(),
    random: Math.random,
    after(delayMs, act) {
      const timer = setTimeout(act, delayMs);
      return () => clearTimeout(timer);
    },
    everySecond,
    ticket: async () => fromPage(performance.now()) ?? (await fetchTicket(ticketUrl)),
    open(path) {
      const early = taken(path);
      if (early !== null) return early;
      const url = new URL(path, location.href);
      url.protocol = url.protocol.replace("http", "ws");
      return new WebSocket(url, SUBPROTOCOL);
    },
    watchNetwork(act) {
      const up = (): void => act(true);
      const down = (): void => act(false);
      const seen = (): void => {
        if (document.visibilityState === "visible") act(true);
      };
      addEventListener("online", up);
      addEventListener("offline", down);
      document.addEventListener("visibilitychange", seen);
      return () => {
        removeEventListener("online", up);
        removeEventListener("offline", down);
        document.removeEventListener("visibilitychange", seen);
      };
    },
  };
}

/** Opens a page's socket; the caller keeps it, and calls `stop` when it leaves. */
export function openSocket<Incoming extends Tagged, Outgoing extends Tagged>(
  ticketUrl: string,
  handlers: SocketHandlers<Incoming>,
): LiveSocket<Incoming, Outgoing> {
  const socket = new LiveSocket<Incoming, Outgoing>(handlers, browserWorld(ticketUrl));
  socket.start();
  return socket;
}
