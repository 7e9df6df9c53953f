import * as Y from "yjs";
import { formulas } from "../maths/formulas";
import type { BoardDocument } from "./board_document";
import { type Camera, fitting, inSight, opening, type Size, toBoard, toScreen } from "./camera";
import { type Box, type Place, union } from "./geometry";
import { type Item, isFigure, isInk, type Stroke } from "./item";
import { drawPaper } from "./paper";
import type { Point } from "./points";
import { drawInk, drawShape, FONT, inkOf, Photos, type Shape, shapeOf } from "./shapes";
import { Stack } from "./stack";
import { Tiles } from "./tiles";

/** Beyond this many pixels per CSS pixel a phone works more and nobody sees it. */
const SHARPEST = 2;
/** A stroke of the other that has not grown for this long joins the settled ones. */
const SETTLES_AFTER_MS = 400;
/** What may be drawn again in a frame while something moves, and while nothing does. */
const HURRIED_MS = 6;
const AT_REST_MS = 120;
/** The sheet moved less long ago than this: it moves. */
const MOVING_FOR_MS = 150;
/** As many looks in a row are jumps (a page opens), more are a movement. */
const JUMPS = 3;
/** Points of ink a device draws in a millisecond: at first, at worst and at best. */
const SPEED = { first: 300, worst: 40, best: 4000 };
/** Around what is drawn again: its ink's soft edge. */
const EDGE_PX = 2;
/** A frame that drew less teaches nothing. */
const TEACHES = 400;

/** The stroke under this person's hand, before and while it is shared. */
export interface HandStroke extends Pick<Stroke, "kind" | "colour" | "width" | "pressed"> {
  readonly points: readonly Point[];
}

/**
 * The board on screen: one canvas for what is settled, one above for what is being drawn, so that a
 * stroke under the hand costs the same whatever the board already holds.
 */
export class BoardView {
  private seen: Camera = { x: 0, y: 0, zoom: 1 };
  private size: Size = { width: 0, height: 0 };
  private readonly settled: CanvasRenderingContext2D;
  private readonly live: CanvasRenderingContext2D;
  /** The page in sight; the others are read when they are turned to. */
  private readonly stack = new Stack();
  private readonly cameras = new Map<string, Camera>();
  private readonly growing = new Map<string, number>();
  private hand: HandStroke | null = null;
  /** The hand's stroke in the document, hidden while the hand draws it itself. */
  private handId: string | null = null;
  private held: ReadonlySet<string> = new Set();
  private only: ReadonlySet<string> | null = null;
  private dirty: Box | "all" | null = "all";
  private liveDirty = false;
  private frame = 0;
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
  private settleTimer: ReturnType<typeof setTimeout> | null = null;
  readonly photos: Photos;

  constructor(
    readonly board: BoardDocument,
    private readonly settledCanvas: HTMLCanvasElement,
    private readonly liveCanvas: HTMLCanvasElement,
    private readonly moved: (camera: Camera) => void,
    private readonly changed: () => void,
  ) {
    this.settled = context(settledCanvas, false);
    this.live = context(liveCanvas, true);
    this.photos = new Photos((source) => this.photoArrived(source));
    formulas.onArrival((latex) => this.formulaArrived(latex));
    board.items.observeDeep((events, change) => this.heard(events, change));
    board.pages.observe(() => {
      this.redraw();
      this.changed();
    });
    for (const id of board.items.keys()) this.refresh(id);
    new ResizeObserver(() => this.measure()).observe(liveCanvas);
    this.measure();
    // Text drawn before its letters arrived is drawn again.
    void document.fonts?.load(`24px ${FONT}`).then(
      () => this.remeasureTexts(),
      () => undefined, // without the network the next letters of the list are drawn
    );
    // Some letters have a file of their own, which is asked for when they are first drawn.
    document.fonts?.addEventListener("loadingdone", () => this.remeasureTexts());
  }

  get camera(): Camera {
    return this.seen;
  }

  get viewport(): Size {
    return this.size;
  }

  look(camera: Camera): void {
    this.seen = camera;
    const now = performance.now();
    this.looks = now - this.lookedAt < MOVING_FOR_MS ? this.looks + 1 : 1;
    this.lookedAt = now;
    this.layAgain();
    this.liveDirty = true;
    this.moved(camera);
  }

  /** Fingers are moving the sheet: frames matter more than sharpness. */
  set gesture(on: boolean) {
    this.moving = on;
    if (!on) this.layAgain();
  }

  /** `covered`: pixels at the top where something floats over the sheet. */
  lookAtAll(covered = 0): void {
    const box = this.bounds();
    if (box === null) this.look({ x: 0, y: -covered, zoom: 1 });
    else this.lookAt(box, covered);
  }

  lookAt(box: Box, covered = 0): void {
    const { width, height } = this.size;
    const seen = fitting(box, { width, height: height - covered }, 20);
    this.look({ ...seen, y: seen.y - covered / seen.zoom });
  }

  lookAtStart(covered = 0): void {
    const first = this.stack.all().find(({ item }) => item.kind === "photo");
    const seen = opening(first?.box ?? null, this.size);
    this.look({ ...seen, y: seen.y - covered / seen.zoom });
  }

  centre(at: Place, zoom = this.seen.zoom): void {
    this.look({ x: at.x - this.size.width / zoom / 2, y: at.y - this.size.height / zoom / 2, zoom });
  }

  sees(at: Place): boolean {
    const { left, top, right, bottom } = inSight(this.seen, this.size);
    return at.x >= left && at.x <= right && at.y >= top && at.y <= bottom;
  }

  toBoard(screen: Place): Place {
    return toBoard(this.seen, screen);
  }

  toScreen(place: Place): Place {
    return toScreen(this.seen, place);
  }

  /** Another page of the board, as it was left; null: it is seen for the first time. */
  turnTo(page: string): Camera | null {
    this.cameras.set(this.board.page, this.seen);
    this.board.page = page;
    this.stack.clear();
    this.growing.clear();
    for (const id of this.board.items.keys()) this.refresh(id);
    const known = this.cameras.get(page) ?? null;
    if (known !== null) this.look(known);
    this.redraw();
    this.liveDirty = true;
    this.changed();
    return known;
  }

  bounds(): Box | null {
    return this.stack.bounds();
  }

  /** Of the page in sight, bottom to top. */
  items(): Item[] {
    return this.stack.all().map(({ item }) => item);
  }

  shape(id: string): Shape | undefined {
    return this.stack.get(id);
  }

  under(from: Place, to: Place, reach: number): string[] {
    return this.stack.under(from, to, reach);
  }

  topmost(at: Place, reach: number): string | null {
    return this.stack.topmost(at, reach);
  }

  inside(box: Box): string[] {
    return this.stack.inside(box);
  }

  /** Items the hand holds are drawn above the rest, so that moving them costs the same whatever lies below. */
  hold(ids: readonly string[]): void {
    this.held = new Set(ids);
  }

  /** Those whose network failed are tried again. */
  retry(): void {
    this.photos.retry();
    formulas.retry();
  }

  textAt(place: Place): Extract<Item, { kind: "text" }> | null {
    return this.stack.textAt(place);
  }

  /** Draws the hand's stroke; `id` once it is in the document. */
  drawing(stroke: HandStroke | null, id: string | null = null): void {
    const ended = stroke === null ? this.handId : null;
    this.hand = stroke;
    this.handId = id;
    this.liveDirty = true;
    if (ended !== null) this.refresh(ended);
    this.schedule();
  }

  /** Only these items are drawn; null: all. */
  showOnly(ids: ReadonlySet<string> | null): void {
    this.only = ids;
    this.redraw();
  }

  redraw(): void {
    this.tiles.spoil("all");
    this.layAgain();
  }

  measureText = (text: string, size: number): number => {
    this.settled.save();
    this.settled.font = `${size}px ${FONT}`;
    const { width } = this.settled.measureText(text);
    this.settled.restore();
    return width;
  };

  // -- the document changed --------------------------------------------------------------------------

  private heard(events: Y.YEvent<Y.AbstractType<unknown>>[], change: Y.Transaction): void {
    const ids = new Set<string>();
    for (const event of events) {
      const top = event.path[0];
      if (typeof top === "string") ids.add(top);
      else if (event instanceof Y.YMapEvent) for (const key of event.keysChanged) ids.add(key as string);
    }
    const now = performance.now();
    for (const id of ids) this.refresh(id, change.local && !this.held.has(id) ? null : now);
    this.changed();
    this.schedule();
  }

  /** `grewAt`: when a hand made it grow or moved it, so that it is drawn above until it rests. */
  private refresh(id: string, grewAt: number | null = null): void {
    const before = this.stack.get(id);
    const item = this.board.pageOf(id) === this.board.page ? this.board.read(id) : null;
    if (item === null) {
      if (before === undefined) return;
      this.stack.delete(id);
      this.growing.delete(id);
      this.spoil(before.box);
      this.liveDirty = true;
      return;
    }
    // Its ink is drawn from the hand; its shape is made once, at the end.
    if (id === this.handId && before !== undefined) return;
    const grows = isInk(item) || isFigure(item);
    const after = shapeOf(item, this.measureText);
    this.stack.put(after);
    const above = this.growing.has(id) || this.held.has(id) || (grows && before === undefined);
    if (grewAt !== null && above) {
      // It leaves the settled ones: what lay under it is drawn again.
      if (before !== undefined && !this.growing.has(id)) this.spoil(before.box);
      this.growing.set(id, grewAt);
      this.liveDirty = true;
      this.settleLater();
    } else {
      this.spoil(before === undefined ? after.box : union(before.box, after.box));
    }
  }

  private settleLater(): void {
    this.settleTimer ??= setTimeout(() => {
      this.settleTimer = null;
      const rested = performance.now() - SETTLES_AFTER_MS;
      for (const [id, grewAt] of this.growing) {
        if (grewAt > rested) continue;
        this.growing.delete(id);
        const shape = this.stack.get(id);
        if (shape !== undefined) this.spoil(shape.box);
        this.liveDirty = true;
      }
      this.schedule();
      if (this.growing.size > 0) this.settleLater();
    }, SETTLES_AFTER_MS / 2);
  }

  private photoArrived(source: string): void {
    for (const { item, box } of this.stack.all())
      if (item.kind === "photo" && item.source === source) this.spoil(box);
    this.schedule();
  }

  /** It is as large as what KaTeX laid out. */
  private formulaArrived(latex: string): void {
    for (const { item } of this.stack.all())
      if (item.kind === "formula" && item.latex === latex) this.refresh(item.id);
    this.changed();
  }

  private remeasureTexts(): void {
    for (const { item } of this.stack.all()) if (item.kind === "text") this.refresh(item.id);
    this.redraw();
  }

  // -- drawing ---------------------------------------------------------------------------------------

  private layAgain(): void {
    this.dirty = "all";
    this.schedule();
  }

  private spoil(box: Box): void {
    this.tiles.spoil(box);
    if (this.dirty !== "all") this.dirty = union(this.dirty, box);
    this.schedule();
  }

  private schedule(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.paint());
  }

  private paint(): void {
    this.frame = 0;
    if (this.size.width === 0) return;
    const now = performance.now();
    this.learn(now);
    if (this.dirty !== null) this.paintSettled(this.dirty, now);
    if (this.liveDirty) this.paintLive();
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

  private paintSettled(dirty: Box | "all", now: number): void {
    const looking = this.looks > JUMPS && now - this.lookedAt < MOVING_FOR_MS;
    const hurried = this.moving || this.hand !== null || looking;
    const budget = this.speed * (hurried ? HURRIED_MS : AT_REST_MS);
    const zooms = this.drawnFor !== null && this.drawnFor.zoom !== this.seen.zoom;
    if (zooms && hurried && this.cost > budget) {
      // What would be drawn at this zoom would be thrown away at the next.
      this.shift();
      this.schedule();
      return;
    }
    const { done, drawn } = this.tiles.prepare(this.seen, this.size, this.ratio, budget);
    if (dirty === "all") this.cost = done ? drawn : Math.max(this.cost, drawn);
    if (zooms && !done) this.shift();
    else this.layTiles(dirty);
    this.dirty = done ? null : dirty;
    if (done) return;
    this.drew = drawn;
    this.schedule();
  }

  private layTiles(dirty: Box | "all"): void {
    const on = this.settled;
    on.save();
    on.resetTransform();
    if (dirty === "all") {
      this.drawnFor = this.seen;
      this.settledCanvas.style.transform = "";
      on.fillStyle = "#FFFFFF";
      on.fillRect(0, 0, this.settledCanvas.width, this.settledCanvas.height);
    } else {
      this.clip(on, dirty, this.seen, this.ratio);
    }
    this.tiles.lay(on, this.seen, this.size);
    on.restore();
  }

  private drawTile(on: CanvasRenderingContext2D, region: Box, camera: Camera, size: Size): number {
    const { ratio } = this;
    const scale = camera.zoom * ratio;
    on.save();
    on.resetTransform();
    const cleared = this.clip(on, region, camera, ratio);
    on.scale(ratio, ratio);
    drawPaper(on, this.board.paper, camera, size);
    on.setTransform(scale, 0, 0, scale, -camera.x * scale, -camera.y * scale);
    let points = 0;
    for (const shape of this.stack.within(cleared)) {
      const { id } = shape.item;
      if (id === this.handId || this.growing.has(id) || this.only?.has(id) === false) continue;
      drawShape(on, shape, this.photos);
      points += "points" in shape.item ? shape.item.points.length + 8 : 24;
    }
    on.restore();
    return points;
  }

  /** To the whole pixels around `box`; the box they make. */
  private clip(on: CanvasRenderingContext2D, box: Box, camera: Camera, ratio: number): Box {
    const scale = camera.zoom * ratio;
    const left = Math.floor((box.left - camera.x) * scale) - EDGE_PX;
    const top = Math.floor((box.top - camera.y) * scale) - EDGE_PX;
    const right = Math.ceil((box.right - camera.x) * scale) + EDGE_PX;
    const bottom = Math.ceil((box.bottom - camera.y) * scale) + EDGE_PX;
    on.beginPath();
    on.rect(left, top, right - left, bottom - top);
    on.clip();
    return {
      left: camera.x + left / scale,
      top: camera.y + top / scale,
      right: camera.x + right / scale,
      bottom: camera.y + bottom / scale,
    };
  }

  private paintLive(): void {
    this.liveDirty = false;
    const on = this.live;
    on.setTransform(1, 0, 0, 1, 0, 0);
    on.clearRect(0, 0, this.liveCanvas.width, this.liveCanvas.height);
    if (this.hand === null && this.growing.size === 0) return;
    this.toSheet(on);
    for (const id of this.growing.keys()) {
      const shape = this.stack.get(id);
      if (shape !== undefined) drawShape(on, shape, this.photos);
    }
    if (this.hand !== null) drawInk(on, inkOf(this.hand.points, this.hand, false), this.hand);
  }

  /** Moves the last picture instead of drawing it again. */
  private shift(): void {
    if (this.drawnFor === null) return;
    const scale = this.seen.zoom / this.drawnFor.zoom;
    const origin = this.toScreen({ x: this.drawnFor.x, y: this.drawnFor.y });
    this.settledCanvas.style.transform = `translate(${origin.x}px, ${origin.y}px) scale(${scale})`;
  }

  private toSheet(on: CanvasRenderingContext2D): void {
    const scale = this.seen.zoom * this.ratio;
    on.setTransform(scale, 0, 0, scale, -this.seen.x * scale, -this.seen.y * scale);
  }

  private get ratio(): number {
    return Math.min(SHARPEST, globalThis.devicePixelRatio || 1);
  }

  private measure(): void {
    const { clientWidth: width, clientHeight: height } = this.liveCanvas;
    if (width === 0 || height === 0) return;
    const first = this.size.width === 0;
    this.size = { width, height };
    for (const canvas of [this.settledCanvas, this.liveCanvas]) {
      canvas.width = Math.round(width * this.ratio);
      canvas.height = Math.round(height * this.ratio);
    }
    this.dirty = "all";
    this.drawnFor = null;
    this.liveDirty = true;
    // At once: a resized canvas is empty, and an empty sheet would flash.
    if (!first) {
      this.paint();
      this.moved(this.seen);
    }
    this.schedule();
  }
}

function context(canvas: HTMLCanvasElement, alpha: boolean): CanvasRenderingContext2D {
  const found = canvas.getContext("2d", { alpha });
  if (found === null) throw new Error("this browser draws no canvas");
  return found;
}
