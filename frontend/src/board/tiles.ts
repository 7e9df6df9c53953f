import type { Camera, Size } from "./camera";
import { type Box, meet, union } from "./geometry";

/** Side of a tile on screen, in CSS pixels. */
export const TILE_PX = 256;
/** Tiles kept beside those in sight, for whoever comes back. */
const KEPT = 24;

interface Tile {
  readonly canvas: HTMLCanvasElement;
  readonly on: CanvasRenderingContext2D;
  readonly box: Box;
  /** What of it is no longer true. */
  stale: Box | null;
  fresh: boolean;
  seen: number;
}

export interface TilePainter {
  /** Draws all there is in `region` on a tile whose camera this is. What it cost, in points of ink. */
  draw(on: CanvasRenderingContext2D, region: Box, camera: Camera, size: Size): number;
}

/**
 * The settled board as pictures of its parts at one zoom: moving the sheet moves them, a stroke draws again only the
 * ones it touches, and what comes into sight is drawn in parts, some at each frame, however much there is.
 */
export class Tiles {
  private readonly tiles = new Map<string, Tile>();
  private zoom = 0;
  private ratio = 0;
  private turn = 0;

  constructor(private readonly painter: TilePainter) {}

  /** What lies here changed. */
  spoil(box: Box | "all"): void {
    for (const tile of this.tiles.values()) {
      if (box === "all") tile.stale = tile.box;
      else if (meet(tile.box, box)) tile.stale = clipped(union(tile.stale, box), tile.box);
    }
  }

  /**
   * Draws the tiles in sight that are missing or no longer true, until `budget` points of ink are drawn.
   * `done`: none is left; `drawn`: what it cost.
   */
  prepare(camera: Camera, size: Size, ratio: number, budget: number): { done: boolean; drawn: number } {
    if (camera.zoom !== this.zoom || ratio !== this.ratio) {
      this.tiles.clear();
      this.zoom = camera.zoom;
      this.ratio = ratio;
    }
    this.turn += 1;
    let drawn = 0;
    let done = true;
    for (const { x, y } of this.inSight(camera, size)) {
      const tile = this.tile(x, y);
      tile.seen = this.turn;
      if (tile.stale === null) continue;
      if (drawn > budget) {
        done = false;
        continue;
      }
      drawn += this.painter.draw(tile.on, tile.stale, this.cameraOf(tile.box), {
        width: this.side / ratio,
        height: this.side / ratio,
      });
      tile.stale = null;
      tile.fresh = true;
    }
    this.forget();
    return { done, drawn };
  }

  /** Lays the tiles that were drawn on `on`, whose origin is the corner of the screen, in its own pixels. */
  lay(on: CanvasDrawImage, camera: Camera, size: Size): void {
    const { side } = this;
    const [left, top] = [Math.round(camera.x * this.scale), Math.round(camera.y * this.scale)];
    for (const { x, y } of this.inSight(camera, size)) {
      const tile = this.tiles.get(`${x} ${y}`);
      if (tile?.fresh === true) on.drawImage(tile.canvas, x * side - left, y * side - top);
    }
  }

  private tile(x: number, y: number): Tile {
    const key = `${x} ${y}`;
    const known = this.tiles.get(key);
    if (known !== undefined) return known;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = this.side;
    const on = canvas.getContext("2d", { alpha: false });
    if (on === null) throw new Error("this browser draws no canvas");
    const side = this.side / this.scale;
    const box = { left: x * side, top: y * side, right: (x + 1) * side, bottom: (y + 1) * side };
    const tile: Tile = { canvas, on, box, stale: box, fresh: false, seen: this.turn };
    this.tiles.set(key, tile);
    return tile;
  }

  private *inSight({ x, y }: Camera, { width, height }: Size): Generator<{ x: number; y: number }> {
    const { side } = this;
    const [left, top] = [Math.round(x * this.scale), Math.round(y * this.scale)];
    const right = Math.floor((left + width * this.ratio - 1) / side);
    const bottom = Math.floor((top + height * this.ratio - 1) / side);
    for (let row = Math.floor(top / side); row <= bottom; row += 1)
      for (let column = Math.floor(left / side); column <= right; column += 1) yield { x: column, y: row };
  }

  private cameraOf({ left, top }: Box): Camera {
    return { x: left, y: top, zoom: this.zoom };
  }

  /** Of a tile, in whole pixels of the screen. */
  private get side(): number {
    return Math.round(TILE_PX * this.ratio);
  }

  /** Pixels of the screen for a board unit. */
  private get scale(): number {
    return this.zoom * this.ratio;
  }

  /** The oldest seen go first. */
  private forget(): void {
    const out = [...this.tiles].filter(([, tile]) => tile.seen !== this.turn);
    if (out.length <= KEPT) return;
    out.sort(([, a], [, b]) => a.seen - b.seen);
    for (const [key] of out.slice(0, out.length - KEPT)) this.tiles.delete(key);
  }
}

function clipped(box: Box, to: Box): Box {
  return {
    left: Math.max(box.left, to.left),
    top: Math.max(box.top, to.top),
    right: Math.min(box.right, to.right),
    bottom: Math.min(box.bottom, to.bottom),
  };
}
