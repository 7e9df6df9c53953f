import type { Person } from "../live/protocol";
import { announce } from "../pages/announce";
import type { Banner } from "./banner";
import type { Delays } from "./delays";
import type { Words } from "./words";

/** Who is in the room. One of them is on the other side; a third person is announced: see `guests.ts`. */
const GONE_SHOWN_AFTER_MS = 2500;

/** Whether their voice is played: a parent who listens has none here, whatever program they came with. */
export function isHeard(person: Person | undefined): boolean {
  return person?.talks ?? false;
}

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
    /** This person is the guest. */
    private readonly visits = false,
  ) {}

  /** Of whoever is, or was, here. */
  nameOf(id: string): string {
    return this.names.get(id) ?? this.words.name;
  }

  get all(): Iterable<Person> {
    return this.there.values();
  }

  get(id: string): Person | undefined {
    return this.there.get(id);
  }

  nameOfOther(id: string): string | undefined {
    const person = this.there.get(id);
    return this.isOther(person) ? person?.name : undefined;
  }

  isOther(person: Person | undefined): boolean {
    if (person === undefined || person.id === this.me) return false;
    // A guest sits beside the teacher.
    return this.visits ? person.role === "teacher" : person.role !== "guest";
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
