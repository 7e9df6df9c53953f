import type { BoardDocument } from "./board_document";
import type { BoardView } from "./board_view";
import { type Box, contains, type Place, union } from "./geometry";
import { type Gesture, SHARE_EVERY_MS } from "./gesture";
import { isGround } from "./item";

/** Of the drawn box around what is chosen. */
const REACH_PX = 12;
const MARGIN_PX = 8;
const STEP = 1.25;
export const COPY_PX = 28;

type Doing =
  | { what: "moving"; last: Place; waiting: Place; again: boolean }
  | { what: "framing"; from: Place; to: Place; more: boolean };

export interface SelectionOptions {
  /** What is chosen, or how it lies on screen, changed. */
  changed(): void;
  say(text: string): void;
  now(): number;
  /** What was chosen already is tapped again. */
  again(id: string): void;
}

/**
 * What is chosen on the sheet: moved, made larger or smaller, copied, erased.
 *
 * A tap chooses what lies there, photos included; a drag on the empty sheet frames several; a drag on what is
 * chosen moves it. With Shift either chooses more. `placing`: the next tap puts it there, on another page too, for
 * whoever does not drag.
 */
export class Selection implements Gesture {
  private ids: readonly string[] = [];
  private doing: Doing | null = null;
  private sharedAt = 0;
  /** Where what is chosen was last seen: on another page, once that is turned. */
  private seen: Box | null = null;
  placing = false;

  constructor(
    private readonly view: BoardView,
    private readonly board: BoardDocument,
    private readonly options: SelectionOptions,
  ) {}

  /** Around what is chosen, board units; null when none is in sight. What somebody else erased is no longer chosen. */
  box(): Box | null {
    this.ids = this.ids.filter((id) => this.board.items.has(id));
    const box = this.ids.reduce<Box | null>((all, id) => {
      const shape = this.view.shape(id);
      return shape === undefined ? all : union(all, shape.box);
    }, null);
    this.seen = box ?? this.seen;
    return box;
  }

  /** The frame being drawn around what is to be chosen. */
  frame(): Box | null {
    return this.doing?.what === "framing" ? boxBetween(this.doing.from, this.doing.to) : null;
  }

  get count(): number {
    return this.ids.length;
  }

  get chosen(): readonly string[] {
    return this.ids;
  }

  /** The one thing chosen, when it is one. */
  get only(): string | null {
    return this.ids.length === 1 ? (this.ids[0] ?? null) : null;
  }

  down(at: Place, more = false): void {
    if (more && !this.placing) {
      this.doing = { what: "framing", from: at, to: at, more };
      return;
    }
    const reach = this.px(REACH_PX);
    const box = this.box();
    if (box !== null && !this.placing && contains(box, at, reach)) {
      this.lift(at, true);
      return;
    }
    const hit = this.placing ? null : this.view.topmost(at, reach);
    const lies = hit === null ? undefined : this.view.shape(hit)?.item;
    // The homework and the aids move only once chosen by a tap: a drag over them frames what is written there.
    if (hit !== null && lies !== undefined && !isGround(lies)) {
      this.choose([hit]);
      this.lift(at, false);
    } else {
      this.doing = { what: "framing", from: at, to: at, more: false };
    }
  }

  move(at: Place): void {
    const { doing } = this;
    if (doing?.what === "framing") {
      doing.to = at;
      this.options.changed();
    } else if (doing?.what === "moving") {
      doing.waiting = at;
      if (this.options.now() - this.sharedAt >= SHARE_EVERY_MS) this.carry(doing);
    }
  }

  up(at: Place, _even: boolean, still: boolean): void {
    const { doing } = this;
    this.doing = null;
    if (doing?.what === "moving") {
      doing.waiting = at;
      this.carry(doing);
      this.view.hold([]);
      const only = this.only;
      if (still && doing.again && only !== null) this.options.again(only);
    } else if (doing?.what === "framing") {
      if (this.placing && still) this.place(at);
      else if (still && doing.more) this.add(at);
      else if (still) this.pick(at);
      else this.frameUp(boxBetween(doing.from, at), doing.more);
    }
    this.options.changed();
  }

  cancel(): void {
    this.doing = null;
    this.view.hold([]);
    this.options.changed();
  }

  clear(): void {
    this.placing = false;
    this.choose([]);
  }

  /** Moves by so many pixels on screen. */
  nudge(dx: number, dy: number): void {
    this.board.act();
    this.board.shift(this.ids, { x: this.px(dx), y: this.px(dy), scale: 1 });
  }

  larger(): void {
    this.scale(STEP);
  }

  smaller(): void {
    this.scale(1 / STEP);
  }

  /** Scales around the middle, or around the top left corner. */
  scale(by: number, around: "middle" | "corner" = "middle", anew = true): void {
    const box = this.box();
    if (box === null) return;
    if (anew) this.board.act();
    const half = around === "middle" ? 2 : Infinity;
    const [x, y] = [box.left + (box.right - box.left) / half, box.top + (box.bottom - box.top) / half];
    const done = this.board.shift(this.ids, { x: x * (1 - by), y: y * (1 - by), scale: by });
    if (!done) this.options.say("Impossible d’aller plus loin.");
  }

  copy(): void {
    const away = this.px(COPY_PX);
    this.choose(this.board.copy(this.ids, { x: away, y: away, scale: 1 }));
    this.options.say("Copié.");
  }

  erase(): void {
    this.board.act();
    this.board.erase(this.ids);
    this.clear();
    this.options.say("Effacé.");
  }

  /** What lies there too; chosen already, it no longer is. */
  add(at: Place): void {
    const hit = this.view.topmost(at, this.px(REACH_PX));
    if (hit === null) {
      this.options.say("Rien à choisir ici.");
      return;
    }
    const out = this.ids.includes(hit);
    this.choose(out ? this.ids.filter((id) => id !== hit) : [...this.ids, hit]);
    this.tell("Plus rien de choisi.");
  }

  /** All that is written on the page, as a frame around it would; what it is written on, when there is nothing else. */
  all(): number {
    const items = this.view.items();
    const written = items.filter((item) => !isGround(item));
    this.choose((written.length > 0 ? written : items).map(({ id }) => id));
    return this.ids.length;
  }

  private frameUp(box: Box, more: boolean): void {
    const inside = this.view.inside(box);
    this.choose(more ? [...new Set([...this.ids, ...inside])] : inside);
    this.tell("Rien à choisir ici.");
  }

  private tell(none: string): void {
    const what = this.ids.length > 1 ? `${this.ids.length} choses choisies.` : "Choisi.";
    this.options.say(this.ids.length === 0 ? none : what);
  }

  private pick(at: Place): void {
    const hit = this.view.topmost(at, this.px(REACH_PX));
    this.choose(hit === null ? [] : [hit]);
    this.tell("Rien à choisir ici.");
  }

  private place(at: Place): void {
    const here = this.box() !== null;
    this.placing = false;
    const { seen, ids } = this;
    if (seen === null || ids.length === 0) return;
    const by = { x: at.x - (seen.left + seen.right) / 2, y: at.y - (seen.top + seen.bottom) / 2, scale: 1 };
    this.board.act();
    if (here) this.board.shift(ids, by);
    else this.choose(this.board.carry(ids, by));
    this.options.say("Posé ici.");
  }

  /** Chosen from elsewhere: what was just laid. */
  choose(ids: readonly string[]): void {
    this.ids = ids;
    this.options.changed();
  }

  private lift(at: Place, again: boolean): void {
    this.board.act();
    this.view.hold(this.ids);
    this.doing = { what: "moving", last: at, waiting: at, again };
  }

  private carry(doing: Extract<Doing, { what: "moving" }>): void {
    const { last, waiting } = doing;
    if (last.x === waiting.x && last.y === waiting.y) return;
    this.sharedAt = this.options.now();
    this.board.shift(this.ids, { x: waiting.x - last.x, y: waiting.y - last.y, scale: 1 });
    doing.last = waiting;
  }

  /** Board units under so many pixels. */
  private px(pixels: number): number {
    return pixels / this.view.camera.zoom;
  }
}

export const SELECTION_MARGIN_PX = MARGIN_PX;

function boxBetween(a: Place, b: Place): Box {
  return {
    left: Math.min(a.x, b.x),
    right: Math.max(a.x, b.x),
    top: Math.min(a.y, b.y),
    bottom: Math.max(a.y, b.y),
  };
}
