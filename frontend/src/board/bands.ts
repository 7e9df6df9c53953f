import { type Camera, inSight, type Size } from "./camera";
import { type Box, meet } from "./geometry";
import { clipTo, context, toSheet } from "./surface";

/** Height of a band in CSS pixels: a line of writing crosses one or two. */
const BAND_PX = 128;

export interface BandPainter {
  /** Whether anything lies in `box`. */
  holds(box: Box): boolean;
  /** Draws at least all that lies in `box`. */
  draw(on: CanvasRenderingContext2D, box: Box): void;
}

/**
 * A clear sheet over the whole screen in bands of canvas, each on the page only while something lies there: a browser
 * that draws without a graphics card copies every canvas in sight at each frame, whole, however little changed.
 */
export class Bands {
  private bands: readonly Band[] = [];
  private ratio = 1;

  constructor(
    private readonly host: HTMLElement,
    private readonly painter: BandPainter,
  ) {}

  resize(size: Size, ratio: number): void {
    this.ratio = ratio;
    const tops = bandsOf(size.height, ratio);
    this.bands = tops.map((top) => new Band(top, { width: size.width, height: bandHeight(ratio) }, ratio));
    this.host.replaceChildren(...this.bands.map(({ canvas }) => canvas));
  }

  /** `dirty`: where something changed. */
  paint(dirty: Box | "all", camera: Camera): void {
    for (const band of this.bands) {
      const own = { ...camera, y: camera.y + band.top / camera.zoom };
      const box = inSight(own, band.size);
      if (!this.painter.holds(box)) band.shown = false;
      else if (!band.shown || dirty === "all") this.drawBand(band, null, own, box);
      else if (meet(dirty, box)) this.drawBand(band, dirty, own, box);
    }
  }

  private drawBand(band: Band, dirty: Box | null, own: Camera, whole: Box): void {
    const { on, canvas } = band;
    on.save();
    on.resetTransform();
    const within = dirty === null ? whole : clipTo(on, dirty, own, this.ratio);
    on.clearRect(0, 0, canvas.width, canvas.height);
    toSheet(on, own, this.ratio);
    this.painter.draw(on, within);
    on.restore();
    band.shown = true;
  }
}

/** Where each band begins, in CSS pixels: whole pixels of the screen. */
export function bandsOf(height: number, ratio: number): number[] {
  const band = bandHeight(ratio);
  return Array.from({ length: Math.ceil(height / band) }, (_, order) => order * band);
}

function bandHeight(ratio: number): number {
  return Math.round(BAND_PX * ratio) / ratio;
}

class Band {
  readonly canvas = document.createElement("canvas");
  readonly on: CanvasRenderingContext2D;
  private visible = false;

  constructor(
    readonly top: number,
    readonly size: Size,
    ratio: number,
  ) {
    const { canvas } = this;
    canvas.width = Math.round(size.width * ratio);
    canvas.height = Math.round(size.height * ratio);
    canvas.style.top = `${top}px`;
    canvas.style.height = `${size.height}px`;
    canvas.style.visibility = "hidden";
    this.on = context(canvas, true);
  }

  get shown(): boolean {
    return this.visible;
  }

  set shown(visible: boolean) {
    if (visible === this.visible) return;
    this.visible = visible;
    this.canvas.style.visibility = visible ? "" : "hidden";
  }
}
