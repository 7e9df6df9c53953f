/** What the network allows, in words, and whether the picture may stay. Pure. */
export type Grade = 0 | 1 | 2 | 3;

export interface Measure {
  readonly connected: boolean;
  /** Share of packets lost, 0 to 1, the worse of both directions. */
  readonly loss: number;
  /** Seconds. */
  readonly roundTrip: number;
  /** Bits a second the network takes from us; null when unknown. */
  readonly available: number | null;
}

const WORDS = ["coupé", "faible", "moyen", "bon"] as const;

export function word(grade: Grade): string {
  return WORDS[grade];
}

export function grade(measure: Measure): Grade {
  if (!measure.connected) return 0;
  if (measure.loss > 0.1 || measure.roundTrip > 0.8) return 1;
  if (measure.available !== null && measure.available < 48_000) return 1;
  if (measure.loss > 0.03 || measure.roundTrip > 0.35) return 2;
  return 3;
}

/** Under this, picture and voice together are unusable. */
export const VIDEO_FLOOR_BPS = 150_000;
const POOR_FOR_MS = 2000;
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 80_000;

/** Stops the picture by itself when the network is poor, brings it back later, each time less soon. */
export class VideoBrake {
  private poorSince: number | null = null;
  private goodSince: number | null = null;
  private pause = FIRST_PAUSE_MS;
  stopped = false;

  /** `sending`: the picture is leaving now. Returns what to do with it. */
  read(measure: Measure, sending: boolean, now: number): "keep" | "stop" | "resume" {
    if (!this.stopped) {
      const starved = measure.available !== null && measure.available < VIDEO_FLOOR_BPS;
      const poor = sending && measure.connected && (starved || measure.loss > 0.1);
      if (!poor) {
        this.poorSince = null;
        return "keep";
      }
      this.poorSince ??= now;
      if (now - this.poorSince < POOR_FOR_MS) return "keep";
      this.stopped = true;
      this.poorSince = null;
      this.goodSince = null;
      return "stop";
    }
    // Without the picture little is sent, so what is available is not known: loss and delay tell.
    const good = measure.connected && measure.loss < 0.02 && measure.roundTrip < 0.4;
    if (!good) {
      this.goodSince = null;
      return "keep";
    }
    this.goodSince ??= now;
    if (now - this.goodSince < this.pause) return "keep";
    this.pause = Math.min(LONGEST_PAUSE_MS, this.pause * 2);
    this.stopped = false;
    return "resume";
  }
}
