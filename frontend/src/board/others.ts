import type { Awareness } from "y-protocols/awareness";
import type { BoardView } from "./board_view";
import type { Place } from "./geometry";

/** The others on the board: their cursor, with their name, and where they are looking. */
export interface Other {
  readonly id: string;
  readonly name: string;
  readonly colour: string;
}

const SEND_EVERY_MS = 60;

interface State {
  readonly id: string;
  /** The cursor; absent when their pointer is elsewhere. */
  readonly at: readonly [number, number] | null;
  /** The last place they were active at. */
  readonly last: readonly [number, number] | null;
}

export class Others {
  private readonly cursors = new Map<number, HTMLElement>();
  private waiting: Place | null | undefined;
  private last: Place | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly layer: HTMLElement,
    private readonly view: BoardView,
    private readonly awareness: Awareness,
    private readonly me: string,
    /** Name and colour come from the server's list of people, never from the other page. */
    private readonly person: (id: string) => Other | undefined,
    private readonly changed: () => void,
  ) {
    this.publish(null);
    awareness.on("change", () => {
      this.lay(true);
      this.changed();
    });
  }

  /** This person's pointer moved, or left (null). */
  pointed(at: Place | null): void {
    this.waiting = at;
    this.timer ??= setTimeout(() => {
      this.timer = null;
      if (this.waiting !== undefined) this.publish(this.waiting);
      this.waiting = undefined;
    }, SEND_EVERY_MS);
  }

  /** Somebody left: their cursor goes at once. */
  left(id: string): void {
    for (const [client, state] of this.states()) {
      if (state.id === id) this.awareness.states.delete(client);
    }
    this.lay(false);
  }

  /** Where the other last was, when it is out of sight. */
  elsewhere(): { person: Other; at: Place } | null {
    for (const [, state] of this.states()) {
      const person = this.person(state.id);
      if (person === undefined || state.last === null) continue;
      const at = { x: state.last[0], y: state.last[1] };
      if (!this.view.sees(at)) return { person, at };
    }
    return null;
  }

  /** `smooth`: the cursors move, the sheet does not. */
  lay(smooth: boolean): void {
    const present = new Set<number>();
    for (const [client, state] of this.states()) {
      const person = this.person(state.id);
      if (person === undefined || state.at === null) continue;
      present.add(client);
      const cursor = this.cursor(client, person);
      const { x, y } = this.view.toScreen({ x: state.at[0], y: state.at[1] });
      cursor.classList.toggle("smooth", smooth);
      cursor.style.transform = `translate(${x}px, ${y}px)`;
    }
    for (const [client, cursor] of this.cursors) {
      if (present.has(client)) continue;
      cursor.remove();
      this.cursors.delete(client);
    }
  }

  private publish(at: Place | null): void {
    if (at !== null) this.last = at;
    const pair = (place: Place | null): [number, number] | null =>
      place === null ? null : [Math.round(place.x), Math.round(place.y)];
    this.awareness.setLocalState({ id: this.me, at: pair(at), last: pair(this.last) });
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

  private *states(): Generator<[number, State]> {
    for (const [client, state] of this.awareness.getStates()) {
      if (client !== this.awareness.clientID && isState(state)) yield [client, state];
    }
  }
}

function isState(value: unknown): value is State {
  if (typeof value !== "object" || value === null) return false;
  const { id, at, last } = value as Record<string, unknown>;
  return typeof id === "string" && isPair(at) && isPair(last);
}

function isPair(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 2 && value.every(Number.isFinite));
}
