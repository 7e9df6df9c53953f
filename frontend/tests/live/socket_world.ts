import type { SocketWorld } from "../../src/live/socket";
import type { Ticket } from "../../src/live/ticket";

/** A WebSocket whose other end is the test. */
export class TestSocket {
  binaryType = "";
  readyState = 1;
  bufferedAmount = 0;
  sent: (string | Uint8Array)[] = [];
  closedWith: number | null = null;
  onmessage: ((event: { data: string | ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  constructor(readonly path: string) {}

  send(data: string | Uint8Array): void {
    this.sent.push(data);
  }

  close(code: number): void {
    this.readyState = 3;
    this.closedWith = code;
  }

  says(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  serverCloses(code: number, reason = ""): void {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }
}

/** A world in which time passes when the test says so. */
export class TestWorld implements SocketWorld {
  time = 0;
  sockets: TestSocket[] = [];
  tickets: (() => Promise<Ticket>)[] = [];
  ticketsAsked = 0;
  network: (up: boolean) => void = () => undefined;
  private timers: { at: number; act: () => void; every: number | null }[] = [];

  now(): number {
    return this.time;
  }

  random(): number {
    return 1;
  }

  after(delayMs: number, act: () => void): () => void {
    return this.add({ at: this.time + delayMs, act, every: null });
  }

  everySecond(act: () => void): () => void {
    return this.add({ at: this.time + 1000, act, every: 1000 });
  }

  ticket(): Promise<Ticket> {
    this.ticketsAsked += 1;
    const next = this.tickets.shift();
    return next?.() ?? Promise.resolve({ ticket: "t", path: `/room/1?ticket=${this.ticketsAsked}` });
  }

  open(path: string): WebSocket {
    const socket = new TestSocket(path);
    this.sockets.push(socket);
    return socket as unknown as WebSocket;
  }

  watchNetwork(act: (up: boolean) => void): () => void {
    this.network = act;
    return () => {
      this.network = () => undefined;
    };
  }

  get last(): TestSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("no socket was opened");
    return socket;
  }

  async settle(): Promise<void> {
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  }

  async pass(ms: number): Promise<void> {
    const until = this.time + ms;
    for (;;) {
      await this.settle();
      this.timers.sort((a, b) => a.at - b.at);
      const next = this.timers[0];
      if (next === undefined || next.at > until) break;
      this.time = next.at;
      if (next.every === null) this.timers.shift();
      else next.at += next.every;
      next.act();
    }
    this.time = until;
    await this.settle();
  }

  private add(timer: { at: number; act: () => void; every: number | null }): () => void {
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }
}
