import type { Awareness } from "y-protocols/awareness";
import type { BoardView } from "./board_view";
import type { Place } from "./geometry";
import { FIRST_PAGE } from "./item";
import { presentOn } from "./present";

/** The others on the board: their cursor, with their name, and, for a teacher, the part the pupil sees. */
export interface Other {
  readonly id: string;
  readonly name: string;
  readonly colour: string;
}

const SEND_EVERY_MS = 60;
/** While this hand draws, its stroke says where it is. */
const SEND_SELDOM_MS = 200;

interface Changes {
  readonly added: number[];
  readonly updated: number[];
  readonly removed: number[];
}

interface State {
  readonly id: string;
  /** The cursor; absent when their pointer is elsewhere. */
  readonly at: readonly [number, number] | null;
  /** The last place they were active at. */
  readonly last: readonly [number, number] | null;
  /** What their screen shows: left, top, width, height. */
  readonly view: readonly [number, number, number, number] | null;
  /** The page they look at; absent: the first. */
  readonly page?: string;
  /** They point with the laser. */
  readonly laser?: boolean;
}

export class Others {
  private readonly cursors = new Map<number, HTMLElement>();
  private readonly frames = new Map<number, HTMLElement>();
  private waiting: Place | null | undefined;
  private at: Place | null = null;
  private shines = false;
  private last: Place | null = null;
  /** Where `last` is. */
  private page = "";
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly layer: HTMLElement,
    private readonly view: BoardView,
    private readonly awareness: Awareness,
    private readonly me: string,
    /** Name and colour come from the server's list of people, never from the other page. */
    private readonly person: (id: string) => Other | undefined,
    /** Words of the frame around what the other sees; null: no frame. */
    private readonly framed: ((name: string) => string) | null,
    /** What else the others are to see of this person: their instruments. */
    private readonly more: () => Readonly<Record<string, unknown>>,
    private readonly changed: () => void,
  ) {
    this.publish(null);
    awareness.on("change", ({ added, updated, removed }: Changes) => {
      const mine = (client: number): boolean => client === awareness.clientID;
      if ([...added, ...updated, ...removed].every(mine)) return;
      this.lay(true);
      this.changed();
    });
  }

  /** This person's pointer moved, or left (null). */
  pointed(at: Place | null): void {
    this.waiting = at;
    this.publishSoon();
  }

  /** Whether this person's pointer is a laser from now on. */
  set laser(on: boolean) {
    this.shines = on;
    this.looked();
  }

  /** The sheet moved under this person's eyes. */
  looked(): void {
    if (this.waiting === undefined) this.waiting = this.at;
    this.publishSoon();
    this.lay(false);
  }

  private publishSoon(): void {
    const delay = this.view.writing ? SEND_SELDOM_MS : SEND_EVERY_MS;
    this.timer ??= setTimeout(() => {
      this.timer = null;
      if (this.waiting !== undefined) this.publish(this.waiting);
      this.waiting = undefined;
    }, delay);
  }

  /** Somebody left: their cursor goes at once. */
  left(id: string): void {
    for (const [client, state] of this.awareness.getStates())
      if (client !== this.awareness.clientID && state.id === id) this.awareness.states.delete(client);
    this.lay(false);
  }

  /** The page and the place the other last was at, when that is out of sight. */
  elsewhere(): { person: Other; page: string; at: Place | null } | null {
    const { pages, page: mine } = this.view.board;
    for (const [, state] of this.states()) {
      const person = this.person(state.id);
      if (person === undefined) continue;
      const page = pageOf(state);
      const at = state.last === null ? null : { x: state.last[0], y: state.last[1] };
      if (page === mine ? at !== null && !this.view.sees(at) : pages.has(page)) return { person, page, at };
    }
    return null;
  }

  /** `smooth`: the cursors move, the sheet does not. */
  lay(smooth: boolean): void {
    const present = new Set<number>();
    const framed = new Set<number>();
    for (const [client, state] of this.states()) {
      const person = this.person(state.id);
      if (person === undefined || pageOf(state) !== this.view.board.page) continue;
      if (this.framed !== null && state.view !== null) {
        framed.add(client);
        this.layFrame(client, person, state.view, this.framed(person.name));
      }
      if (state.at === null) continue;
      present.add(client);
      const cursor = this.cursor(client, person);
      const { x, y } = this.view.toScreen({ x: state.at[0], y: state.at[1] });
      cursor.classList.toggle("smooth", smooth);
      cursor.classList.toggle("laser", state.laser === true);
      cursor.style.transform = `translate(${x}px, ${y}px)`;
    }
    for (const [client, cursor] of this.cursors) {
      if (present.has(client)) continue;
      cursor.remove();
      this.cursors.delete(client);
    }
    for (const [client, frame] of this.frames) {
      if (framed.has(client)) continue;
      frame.remove();
      this.frames.delete(client);
    }
  }

  private layFrame(client: number, person: Other, view: NonNullable<State["view"]>, words: string): void {
    let frame = this.frames.get(client);
    if (frame === undefined) {
      frame = document.createElement("div");
      frame.className = "view-frame";
      frame.style.color = person.colour;
      const label = document.createElement("span");
      label.textContent = words;
      frame.append(label);
      this.layer.append(frame);
      this.frames.set(client, frame);
    }
    const [left, top, width, height] = view;
    const { x, y } = this.view.toScreen({ x: left, y: top });
    frame.style.transform = `translate(${x}px, ${y}px)`;
    frame.style.width = `${width * this.view.camera.zoom}px`;
    frame.style.height = `${height * this.view.camera.zoom}px`;
    // Its words stay in sight when its corner is not.
    const label = frame.firstElementChild as HTMLElement;
    label.style.top = `${Math.max(0, 16 - y)}px`;
    label.style.left = `${Math.max(8, 8 - x)}px`;
  }

  private publish(at: Place | null): void {
    const { page } = this.view.board;
    this.at = at;
    if (at !== null || page !== this.page) this.last = at;
    this.page = page;
    const pair = (place: Place | null): [number, number] | null =>
      place === null ? null : [Math.round(place.x), Math.round(place.y)];
    const { x, y, zoom } = this.view.camera;
    const { width, height } = this.view.viewport;
    const view = [x, y, width / zoom, height / zoom].map(Math.round);
    const state: State = {
      id: this.me,
      at: pair(at),
      last: pair(this.last),
      view: view as [number, number, number, number],
      ...(page === FIRST_PAGE ? {} : { page }),
      ...(this.shines ? { laser: true } : {}),
    };
    this.awareness.setLocalState({ ...state, ...this.more() });
  }

  private cursor(client: number, person: Other): HTMLElement {
    const existing = this.cursors.get(client);
    if (existing !== undefined) return existing;
    const cursor = document.createElement("div");
    cursor.className = "cursor";
    cursor.style.color = person.colour;
    cursor.innerHTML =
      '<svg width="20" height="22" viewBox="0 0 20 22" aria-hidden="true"><path d="M2 2l6 17 4-7 7-4Z" fill="currentColor" stroke="#fff" stroke-width="1.5" stroke-linejoin="round"/></svg>';
    const label = document.createElement("span");
    label.textContent = person.name;
    label.style.backgroundColor = person.colour;
    cursor.append(label);
    this.layer.append(cursor);
    this.cursors.set(client, cursor);
    return cursor;
  }

  private states(): [number, State][] {
    // A state says whose it is, and may lie: nobody is shown themselves.
    const isHere = (state: unknown): state is State =>
      isState(state) && state.id !== this.me && this.person(state.id) !== undefined;
    return presentOn(this.awareness, isHere);
  }
}

/** Of what a client says of itself. */
export function pageOf(state: { readonly page?: unknown }): string {
  return typeof state.page === "string" ? state.page : FIRST_PAGE;
}

function isState(value: unknown): value is State {
  if (typeof value !== "object" || value === null) return false;
  const { id, at, last, view } = value as Record<string, unknown>;
  return typeof id === "string" && isNumbers(at, 2) && isNumbers(last, 2) && isNumbers(view, 4);
}

function isNumbers(value: unknown, count: number): boolean {
  return value === null || (Array.isArray(value) && value.length === count && value.every(Number.isFinite));
}
