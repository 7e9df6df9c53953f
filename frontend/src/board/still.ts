import type { Size } from "./camera";
import { context } from "./surface";

type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/**
 * A canvas that mostly stands still. A browser that draws without a graphics card copies every canvas in sight at each
 * frame, whole, even one nobody drew on; a picture it was handed is copied once.
 */
export class Still {
  /** To draw the whole picture on: what was shown before is not kept. */
  readonly on: Pen;
  private readonly away: OffscreenCanvas | null;
  private readonly shown: ImageBitmapRenderingContext | null;

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.away = typeof OffscreenCanvas === "undefined" ? null : new OffscreenCanvas(1, 1);
    const on = this.away?.getContext("2d", { alpha: false }) ?? null;
    this.shown = on === null ? null : canvas.getContext("bitmaprenderer", { alpha: false });
    this.on = on !== null && this.shown !== null ? on : context(canvas, false);
  }

  /** In pixels of the screen. It is empty until it is drawn again. */
  resize({ width, height }: Size): void {
    for (const canvas of [this.canvas, this.away]) {
      if (canvas === null) continue;
      canvas.width = width;
      canvas.height = height;
    }
  }

  /** What was drawn is on screen with the next frame. */
  show(): void {
    if (this.away !== null) this.shown?.transferFromImageBitmap(this.away.transferToImageBitmap());
  }
}
