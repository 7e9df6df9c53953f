/** The server's clock, as seen from here: the offset of the quickest of the last answers. */
interface Sample {
  readonly offset: number;
  readonly roundTrip: number;
}

const KEPT = 8;

export class ServerClock {
  private samples: Sample[] = [];

  constructor(private readonly local: () => number = Date.now) {}

  /** `at` is the server's ISO time; `sent` and `received` are local milliseconds. */
  observe(at: string, sent: number, received: number): void {
    const server = Date.parse(at);
    if (Number.isNaN(server)) return;
    const roundTrip = Math.max(0, received - sent);
    this.samples.push({ offset: server + roundTrip / 2 - received, roundTrip });
    if (this.samples.length > KEPT) this.samples.shift();
  }

  /** Milliseconds since the epoch on the server. */
  now(): number {
    return this.local() + this.offset;
  }

  get offset(): number {
    return this.best?.offset ?? 0;
  }

  /** Median of the last round trips, in milliseconds; null before the first answer. */
  get roundTrip(): number | null {
    if (this.samples.length === 0) return null;
    const sorted = this.samples.map((sample) => sample.roundTrip).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? null;
  }

  private get best(): Sample | undefined {
    return this.samples.reduce<Sample | undefined>(
      (best, sample) => (best === undefined || sample.roundTrip <= best.roundTrip ? sample : best),
      undefined,
    );
  }
}
