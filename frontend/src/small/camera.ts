import { fitWithin, LONGEST_PX, luminance } from "../ask/reduce";

/** The camera of the device, turned to the notebook, and what it sees. */
const LOOK_EVERY_MS = 350;
const LOOKED = { width: 48, height: 64 };
const QUALITY = 0.82;
/** Mean grey level under which a notebook cannot be read. */
const DARK_UNDER = 55;
/** Mean change between two looks, grey levels, over which the hand still moves. */
const MOVES_OVER = 7;

export type Sight = "aim" | "steady" | "dark";

/** What two looks one after the other tell. */
export function judge(now: Uint8ClampedArray, before: Uint8ClampedArray | null): Sight {
  let light = 0;
  let change = 0;
  for (let at = 0; at < now.length; at += 1) {
    light += now[at] ?? 0;
    change += Math.abs((now[at] ?? 0) - (before?.[at] ?? 0));
  }
  if (light / now.length < DARK_UNDER) return "dark";
  return before !== null && change / now.length < MOVES_OVER ? "steady" : "aim";
}

export class Camera {
  private looks: ReturnType<typeof setInterval> | undefined;
  private wanted = false;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly saw: (sight: Sight) => void,
  ) {}

  /** False when the device has none, or it is refused. */
  async open(): Promise<boolean> {
    this.wanted = true;
    if (this.video.srcObject === null) {
      try {
        const size = { width: { ideal: LONGEST_PX }, height: { ideal: LONGEST_PX } };
        this.video.srcObject = await navigator.mediaDevices.getUserMedia({
          audio: false,
          video: { facingMode: { ideal: "environment" }, ...size },
        });
        await this.video.play();
      } catch {
        this.close();
        return false;
      }
    }
    if (this.wanted) this.look();
    else this.close(); // closed while the device was asked
    return true;
  }

  /** Stops looking; the device stays lit, ready for the next page. */
  rest(): void {
    clearInterval(this.looks);
  }

  close(): void {
    this.wanted = false;
    this.rest();
    for (const track of (this.video.srcObject as MediaStream | null)?.getTracks() ?? []) track.stop();
    this.video.srcObject = null;
  }

  /** What it sees now, as a photo. */
  frame(): Promise<Blob | null> {
    const size = fitWithin({ width: this.video.videoWidth, height: this.video.videoHeight }, LONGEST_PX);
    const pen = this.drawn(size.width, size.height);
    return new Promise((done) => {
      if (pen) pen.canvas.toBlob(done, "image/jpeg", QUALITY);
      else done(null);
    });
  }

  private look(): void {
    this.rest();
    let before: Uint8ClampedArray | null = null;
    this.looks = setInterval(() => {
      const now = this.glance();
      if (now === null) return;
      this.saw(judge(now, before));
      before = now;
    }, LOOK_EVERY_MS);
  }

  private glance(): Uint8ClampedArray | null {
    if (this.video.videoWidth === 0) return null;
    const pen = this.drawn(LOOKED.width, LOOKED.height);
    return pen && luminance(pen.getImageData(0, 0, LOOKED.width, LOOKED.height).data);
  }

  private drawn(width: number, height: number): CanvasRenderingContext2D | null {
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const pen = canvas.getContext("2d", { willReadFrequently: width < 100 });
    pen?.drawImage(this.video, 0, 0, width, height);
    return pen;
  }
}
