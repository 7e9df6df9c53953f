import type { Person } from "../live/protocol";
import { announce } from "../pages/announce";
import type { Banner } from "./banner";
import type { Delays } from "./delays";
import type { Words } from "./words";

/** Who is in the room. One of them is on the other side; a third person is announced, and is not in the call. */
const GONE_SHOWN_AFTER_MS = 2500;

export interface PeopleHandlers {
  /** The other one is there, or is not any more. */
  onOther(present: boolean): void;
  onLeft(id: string): void;
}

export class People {
  private readonly there = new Map<string, Person>();
  private readonly names = new Map<string, string>();
  /** Whether the other one has been there. */
  met = false;

  constructor(
    private readonly me: string,
    private readonly words: Words,
    private readonly banner: Banner,
    private readonly delays: Delays,
    private readonly handlers: PeopleHandlers,
  ) {}

  /** Of whoever is, or was, here. */
  nameOf(id: string): string {
    return this.names.get(id) ?? this.words.name;
  }

  get(id: string): Person | undefined {
    return this.there.get(id);
  }

  isOther(person: Person | undefined): boolean {
    return person !== undefined && person.id !== this.me && person.role !== "guest";
  }

  /** As the welcome says. Whether the other one is among them. */
  are(you: Person, people: readonly Person[]): boolean {
    const before = new Set(this.there.keys());
    this.there.clear();
    this.there.set(you.id, you);
    for (const person of people) this.there.set(person.id, person);
    for (const person of [you, ...people]) this.names.set(person.id, person.name);
    for (const id of before) if (!this.there.has(id)) this.left(id);
    const other = people.find((person) => this.isOther(person));
    if (other !== undefined) this.otherCame();
    return other !== undefined;
  }

  /** Whether it is the other one who came. */
  came(person: Person): boolean {
    this.there.set(person.id, person);
    this.names.set(person.id, person.name);
    if (this.isOther(person)) {
      this.otherCame();
      return true;
    }
    announce(`${person.name} est dans la salle.`);
    this.banner.say("closing", { fact: `${person.name} est dans la salle.`, next: "" });
    return false;
  }

  left(id: string): void {
    const person = this.there.get(id);
    this.there.delete(id);
    this.handlers.onLeft(id);
    if (id === this.me && this.met) return;
    if (person !== undefined && !this.isOther(person)) return;
    this.handlers.onOther(false);
    this.delays.later("gone", GONE_SHOWN_AFTER_MS, () => this.banner.say("gone", this.words.gone()));
  }

  private otherCame(): void {
    this.delays.drop("gone");
    this.banner.unsay("gone", "joining");
    if (!this.met) announce(this.words.lessonRunning());
    this.met = true;
    this.handlers.onOther(true);
  }
}
