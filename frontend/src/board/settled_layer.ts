import { type Camera, type Size, toScreen } from "./camera";
import type { Box } from "./geometry";
import { drawShapes } from "./halo";
import type { Paper } from "./item";
import { drawPaper } from "./paper";
import type { Photos, Shape } from "./shapes";
import { Still } from "./still";
import { clipTo, context, toSheet } from "./surface";
import { Tiles } from "./tiles";

/** What may be drawn again in a frame while something moves, and while nothing does. */
const HURRIED_MS = 6;
const AT_REST_MS = 120;
/** The sheet moved less long ago than this: it moves. */
const MOVING_FOR_MS = 150;
/** As many looks in a row are jumps (a page opens), more are a movement. */
const JUMPS = 3;
/** Points of ink a device draws in a millisecond: at first, at worst and at best. */
const SPEED = { first: 300, worst: 40, best: 4000 };
/** A frame that drew less teaches nothing. */
const TEACHES = 400;

export interface SettledLayerOptions {
  /** What meets `box` and is drawn here, bottom to top. */
  within(box: Box): Iterable<Shape>;
  paper(): Paper;
  schedule(): void;
}

/** The settled board, drawn from its tiles, as much in a frame as the device can. */
export class SettledLayer {
  private readonly still: Still;
  private readonly letters = context(document.createElement("canvas"), false);
  private dirty: "parts" | "all" | null = "all";
  private drawnFor: Camera | null = null;
  private speed = SPEED.first;
  /** Points of ink the last frame drew, when another was to follow at once. */
  private drew = 0;
  private drewAt = 0;
  /** What all that is in sight cost the last time. */
  private cost = 0;
  private lookedAt = 0;
  /** How many times in a row, without a rest. */
  private looks = 0;
  private moving = false;
  private readonly tiles = new Tiles({
    draw: (on, region, camera, size) => this.drawTile(on, region, camera, size),
  });
  private ratio = 1;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly photos: Photos,
    private readonly options: SettledLayerOptions,
  ) {
    this.still = new Still(canvas);
  }

  looked(): void {
    const now = performance.now();
    this.looks = now - this.lookedAt < MOVING_FOR_MS ? this.looks + 1 : 1;
    this.lookedAt = now;
    this.layAgain();
  }

  /** Fingers are moving the sheet: frames matter more than sharpness. */
  set gesture(on: boolean) {
    this.moving = on;
    if (!on) this.layAgain();
  }

  resize({ width, height }: Size, ratio: number): void {
    this.ratio = ratio;
    this.still.resize({ width: Math.round(width * ratio), height: Math.round(height * ratio) });
    this.dirty = "all";
    this.drawnFor = null;
  }

  redraw(): void {
    this.tiles.spoil("all");
    this.layAgain();
  }

  spoil(box: Box): void {
    this.tiles.spoil(box);
    this.dirty ??= "parts";
    this.options.schedule();
  }

  measureText(text: string, font: string): number {
    this.letters.font = font;
    return this.letters.measureText(text).width;
  }

  /** `writing`: a hand draws above. */
  paint(camera: Camera, size: Size, writing: boolean): void {
    const now = performance.now();
    this.learn(now);
    const { dirty, ratio } = this;
    if (dirty === null) return;
    const looking = this.looks > JUMPS && now - this.lookedAt < MOVING_FOR_MS;
    const hurried = this.moving || writing || looking;
    const budget = this.speed * (hurried ? HURRIED_MS : AT_REST_MS);
    const zooms = this.drawnFor !== null && this.drawnFor.zoom !== camera.zoom;
    if (zooms && hurried && this.cost > budget) {
      // What would be drawn at this zoom would be thrown away at the next.
      this.shift(camera);
      this.options.schedule();
      return;
    }
    const { done, drawn } = this.tiles.prepare(camera, size, ratio, budget);
    if (dirty === "all") this.cost = done ? drawn : Math.max(this.cost, drawn);
    if (zooms && !done) this.shift(camera);
    else this.layTiles(camera, size, done);
    this.dirty = done ? null : dirty;
    if (done) return;
    this.drew = drawn;
    this.options.schedule();
  }

  private layAgain(): void {
    this.dirty = "all";
    this.options.schedule();
  }

  /** A canvas is drawn after the script that asks for it: only the next frame tells what it cost. */
  private learn(now: number): void {
    if (this.drew > TEACHES) {
      const speed = (this.speed + this.drew / Math.max(1, now - this.drewAt)) / 2;
      this.speed = Math.min(SPEED.best, Math.max(SPEED.worst, speed));
    }
    this.drew = 0;
    this.drewAt = now;
  }

  /** `whole`: no tile is missing. */
  private layTiles(camera: Camera, size: Size, whole: boolean): void {
    const { on } = this.still;
    this.drawnFor = camera;
    this.canvas.style.transform = "";
    if (!whole) {
      on.fillStyle = "#FFFFFF";
      on.fillRect(0, 0, this.canvas.width, this.canvas.height);
    }
    this.tiles.lay(on, camera, size);
    this.still.show();
  }

  private drawTile(on: CanvasRenderingContext2D, region: Box, camera: Camera, size: Size): number {
    const { ratio } = this;
    on.save();
    on.resetTransform();
    const cleared = clipTo(on, region, camera, ratio);
    on.scale(ratio, ratio);
    drawPaper(on, this.options.paper(), camera, size);
    toSheet(on, camera, ratio);
    let points = 0;
    const shapes = [...this.options.within(cleared)];
    drawShapes(on, shapes, this.photos);
    for (const { item } of shapes) points += "points" in item ? item.points.length + 8 : 24;
    on.restore();
    return points;
  }

  /** Moves the last picture instead of drawing it again. */
  private shift(camera: Camera): void {
    if (this.drawnFor === null) return;
    const scale = camera.zoom / this.drawnFor.zoom;
    const origin = toScreen(camera, { x: this.drawnFor.x, y: this.drawnFor.y });
    this.canvas.style.transform = `translate(${origin.x}px, ${origin.y}px) scale(${scale})`;
  }
}
