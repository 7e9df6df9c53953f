import type { IceServer } from "../live/protocol";

/** The addresses a call may go by. Their credentials grow old: asked for again when they are. */
const FRESH_MS = 60_000;
const PATIENCE_MS = 1500;

export class Servers {
  private known: RTCIceServer[] = [];
  private at = Number.NEGATIVE_INFINITY;
  private waiting: ((servers: RTCIceServer[]) => void)[] = [];

  constructor(private readonly ask: () => void) {}

  fresh(servers: readonly IceServer[]): void {
    this.known = servers.map((server) => ({ ...server, urls: [...server.urls] }));
    this.at = performance.now();
    for (const give of this.waiting.splice(0)) give(this.known);
  }

  get(): Promise<RTCIceServer[]> {
    if (performance.now() - this.at < FRESH_MS) return Promise.resolve(this.known);
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      // Without an answer, those we had are better than none.
      setTimeout(() => resolve(this.known), PATIENCE_MS);
      this.ask();
    });
  }
}
