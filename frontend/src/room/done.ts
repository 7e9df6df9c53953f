import type { Awareness } from "y-protocols/awareness";
import { announce } from "../pages/announce";
import type { Slots } from "./slots";

/**
 * « J’ai fini », from a child who does not write. It travels with their cursor and is never kept; it goes out when the
 * teacher says they saw it.
 */
interface State {
  readonly id: string;
  /** This person has finished; another number each time. */
  readonly done?: number;
  /** The number this person has seen. */
  readonly seen?: number;
}

export interface DoneOptions {
  /** Of the one on the other side: what a guest says of it is nothing. */
  name(id: string): string | undefined;
  /** What `told` gives changed. */
  changed(): void;
}

export class Done {
  private mine: number | undefined;
  private seen: number | undefined;
  private shown: number | undefined;

  constructor(
    private readonly slots: Slots,
    private readonly awareness: Awareness,
    private readonly options: DoneOptions,
  ) {
    slots.on("done", () => this.say(this.mine === undefined ? Date.now() : undefined));
    slots.on("done-seen", () => {
      this.seen = this.shown;
      this.look();
      options.changed();
    });
    awareness.on("change", () => this.look());
    this.look();
  }

  /** For the others to see. */
  told(): Readonly<Record<string, number>> {
    return {
      ...(this.mine === undefined ? {} : { done: this.mine }),
      ...(this.seen === undefined ? {} : { seen: this.seen }),
    };
  }

  private say(done: number | undefined): void {
    this.mine = done;
    for (const key of this.slots.all("[data-do=done]"))
      key.setAttribute("aria-pressed", String(done !== undefined));
    this.options.changed();
  }

  private look(): void {
    let finished: { name: string; done: number } | null = null;
    for (const [client, { id = "", done, seen }] of this.awareness.getStates() as ReadonlyMap<
      number,
      Partial<State>
    >) {
      const name = client === this.awareness.clientID ? undefined : this.options.name(id);
      if (name === undefined) continue;
      if (this.mine !== undefined && seen === this.mine) {
        this.say(undefined);
        announce(`${name} a vu.`);
      }
      if (typeof done === "number" && done !== this.seen) finished = { name, done };
    }
    this.show(finished);
  }

  /** On the teacher’s page. */
  private show(finished: { name: string; done: number } | null): void {
    for (const pill of this.slots.all("[data-slot=done]")) {
      const words = finished === null ? "" : `${finished.name} a fini`;
      if (finished !== null && finished.done !== this.shown) announce(`${words}.`);
      pill.hidden = finished === null;
      const place = pill.querySelector("b");
      if (place !== null) place.textContent = words;
    }
    if (finished !== null) this.shown = finished.done;
  }
}
