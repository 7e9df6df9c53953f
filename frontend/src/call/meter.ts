import { GESTURES } from "./sound";

/** How loud this person's own microphone is, to show that it works. */
export class LevelMeter {
  private readonly audio: AudioContext | null;
  private readonly analyser: AnalyserNode | null = null;
  private readonly samples: Float32Array<ArrayBuffer>;
  private readonly wake = (): void => {
    if (this.audio?.state !== "running") void this.audio?.resume().catch(() => undefined);
  };

  /** `window`: samples read at once, a power of two; 4096 read each 60 ms miss nothing. */
  constructor(track: MediaStreamTrack, window = 512) {
    this.samples = new Float32Array(window);
    this.audio = typeof AudioContext === "undefined" ? null : new AudioContext();
    if (this.audio === null) return;
    this.analyser = this.audio.createAnalyser();
    this.analyser.fftSize = this.samples.length;
    this.audio.createMediaStreamSource(new MediaStream([track])).connect(this.analyser);
    // Of a finger, only the end counts as a gesture; and a telephone that rings stops it again.
    for (const gesture of GESTURES) addEventListener(gesture, this.wake, { capture: true });
  }

  /** 0 (silence) to 1 (loud). */
  get level(): number {
    if (this.analyser === null) return 0;
    this.analyser.getFloatTimeDomainData(this.samples);
    let sum = 0;
    for (const sample of this.samples) sum += sample * sample;
    const loud = 20 * Math.log10(Math.sqrt(sum / this.samples.length) + 1e-6);
    return Math.min(1, Math.max(0, (loud + 55) / 40));
  }

  close(): void {
    for (const gesture of GESTURES) removeEventListener(gesture, this.wake, { capture: true });
    void this.audio?.close();
  }
}
