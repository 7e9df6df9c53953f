import * as Y from "yjs";
import { formulas } from "../maths/formulas";
import type { BoardDocument } from "./board_document";
import { type Camera, fitting, inSight, opening, type Size, toBoard, toScreen } from "./camera";
import { type Box, type Place, union } from "./geometry";
import { FIRST_PAGE, type Item, isFigure, isInk } from "./item";
import { type HandStroke, LiveLayer } from "./live_layer";
import { SettledLayer } from "./settled_layer";
import { FONT, Photos, type Shape, shapeOf } from "./shapes";
import { Stack } from "./stack";

/** Beyond this many pixels per CSS pixel a phone works more and nobody sees it. */
const SHARPEST = 2;

/** What is said of a change that is neither an erasing nor one of the paper. */
export const CHANGED = "Le tableau a changé.";

/**
 * The board on screen: a picture of what is settled, canvases above it for what is being drawn, so that a
 * stroke under the hand costs the same whatever the board already holds.
 */
export class BoardView {
  private seen: Camera = { x: 0, y: 0, zoom: 1 };
  private size: Size = { width: 0, height: 0 };
  private readonly settled: SettledLayer;
  private readonly live: LiveLayer;
  /** The page in sight; the others are read when they are turned to. */
  private readonly stack = new Stack();
  private readonly cameras = new Map<string, Camera>();
  /** The hand's stroke in the document, hidden while the hand draws it itself. */
  private handId: string | null = null;
  private held: ReadonlySet<string> = new Set();
  private frame = 0;
  readonly photos: Photos;
  /** What others did to the page in sight, for whoever tells it and empties this. */
  readonly news = new Set<string>();

  constructor(
    readonly board: BoardDocument,
    settledCanvas: HTMLCanvasElement,
    /** Above it, as large: canvases come and go in it. */
    private readonly over: HTMLElement,
    private readonly moved: (camera: Camera) => void,
    private readonly changed: () => void,
  ) {
    this.photos = new Photos((source) => this.photoArrived(source));
    this.settled = new SettledLayer(settledCanvas, this.photos, {
      within: (box) => this.settledWithin(box),
      paper: () => board.paper,
      schedule: () => this.schedule(),
    });
    this.live = new LiveLayer(over, this.photos, {
      shape: (id) => this.stack.get(id),
      ground: this.stack.photos,
      settled: (shapes) => {
        for (const { box } of shapes) this.settled.spoil(box);
        this.changed();
        this.schedule();
      },
    });
    formulas.onArrival((latex) => this.formulaArrived(latex));
    board.items.observeDeep((events, change) => this.heard(events, change));
    board.pages.observe(({ keysChanged }, { local }) => {
      const paper = board.page === FIRST_PAGE ? "paper" : board.page;
      if (!local) this.news.add(keysChanged.has(paper) ? "Le papier a changé." : "Les pages ont changé.");
      this.redraw();
      this.changed();
    });
    for (const id of board.items.keys()) this.refresh(id);
    new ResizeObserver(() => this.measure()).observe(over);
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
    this.settled.looked();
    this.live.spoil("all");
    this.moved(camera);
  }

  /** Fingers are moving the sheet: frames matter more than sharpness. */
  set gesture(on: boolean) {
    this.settled.gesture = on;
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
    this.news.clear();
    this.live.clear();
    for (const id of this.board.items.keys()) this.refresh(id);
    const known = this.cameras.get(page) ?? null;
    if (known !== null) this.look(known);
    this.redraw();
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

  /** Draws the hand's stroke, the same `points` as they grow; `id` once it is in the document. */
  drawing(stroke: HandStroke | null, id: string | null = null): void {
    const ended = stroke === null ? this.handId : null;
    this.live.drawing(stroke);
    this.handId = id;
    if (ended !== null) this.refresh(ended);
    if (stroke === null) this.changed();
    this.schedule();
  }

  /** A hand draws a stroke. */
  get writing(): boolean {
    return this.live.writing;
  }

  redraw(): void {
    this.settled.redraw();
  }

  measureText = (text: string, size: number): number => this.settled.measureText(text, `${size}px ${FONT}`);

  // -- the document changed --------------------------------------------------------------------------

  private heard(events: Y.YEvent<Y.AbstractType<unknown>>[], change: Y.Transaction): void {
    const ids = new Set<string>();
    let onlyGrew = true;
    for (const event of events) {
      const top = event.path[0];
      if (typeof top === "string") ids.add(top);
      else if (event instanceof Y.YMapEvent) for (const key of event.keysChanged) ids.add(key as string);
      onlyGrew &&= event instanceof Y.YArrayEvent;
    }
    const now = performance.now();
    for (const id of ids) {
      const before = this.stack.get(id);
      this.refresh(id, change.local && !this.held.has(id) ? null : now);
      const after = this.stack.get(id);
      if (!change.local && (before ?? after) !== undefined)
        this.news.add(after === undefined ? "Quelque chose a été effacé." : CHANGED);
    }
    // A stroke that begins or grows under a hand is told of once it is drawn.
    const untold = (id: string): boolean =>
      id === this.handId || (onlyGrew && (this.writing || this.live.has(id)));
    if (![...ids].every(untold)) this.changed();
    this.schedule();
  }

  /** `grewAt`: when a hand made it grow or moved it, so that it is drawn above until it rests. */
  private refresh(id: string, grewAt: number | null = null): void {
    const before = this.stack.get(id);
    // Its ink is drawn from the hand; its shape is made once, at the end.
    if (id === this.handId && this.board.items.has(id)) return;
    const item = this.board.pageOf(id) === this.board.page ? this.board.read(id) : null;
    if (item === null) {
      if (before === undefined) return;
      this.stack.delete(id);
      this.live.remove(id, before.box);
      this.settled.spoil(before.box);
      return;
    }
    const grows = isInk(item) || isFigure(item);
    const after = shapeOf(item, this.measureText);
    this.stack.put(after);
    const above = this.live.has(id) || this.held.has(id) || (grows && before === undefined);
    if (grewAt !== null && above) {
      // It leaves the settled ones: what lay under it is drawn again.
      if (before !== undefined && !this.live.has(id)) this.settled.spoil(before.box);
      this.live.grow(after, before?.box ?? null, grewAt);
    } else {
      this.settled.spoil(before === undefined ? after.box : union(before.box, after.box));
    }
  }

  private photoArrived(source: string): void {
    for (const { item, box } of this.stack.all())
      if (item.kind === "photo" && item.source === source) this.settled.spoil(box);
    this.schedule();
  }

  /** It is as large as what KaTeX laid out. */
  private formulaArrived(latex: string): void {
    for (const { item } of this.stack.all())
      if (item.kind === "formula" && item.latex === latex) this.refresh(item.id);
    this.changed();
  }

  /** Only what has letters is drawn again: the page around the board asks for letters of its own, as it goes. */
  private remeasureTexts(): void {
    for (const { item } of this.stack.all())
      if (!isInk(item) && !isFigure(item) && item.kind !== "photo") this.refresh(item.id);
    this.schedule();
  }

  // -- drawing ---------------------------------------------------------------------------------------

  private schedule(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.paint());
  }

  private paint(): void {
    this.frame = 0;
    if (this.size.width === 0) return;
    this.settled.paint(this.seen, this.size, this.live.writing);
    this.live.paint(this.seen);
  }

  private *settledWithin(box: Box): Generator<Shape> {
    for (const shape of this.stack.within(box)) {
      const { id } = shape.item;
      if (id !== this.handId && !this.live.has(id)) yield shape;
    }
  }

  private get ratio(): number {
    return Math.min(SHARPEST, globalThis.devicePixelRatio || 1);
  }

  private measure(): void {
    const { clientWidth: width, clientHeight: height } = this.over;
    if (width === 0 || height === 0) return;
    const first = this.size.width === 0;
    this.size = { width, height };
    this.settled.resize(this.size, this.ratio);
    this.live.resize(this.size, this.ratio);
    // At once: a resized canvas is empty, and an empty sheet would flash.
    if (!first) {
      this.paint();
      this.moved(this.seen);
    }
    this.schedule();
  }
}
