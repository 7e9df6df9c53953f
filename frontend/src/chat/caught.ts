import { contactIn, explained } from "./contacts";

/** What holds a message back, said beside the field where its words still stand. */
export class Caught {
  constructor(
    private readonly place: HTMLElement,
    private readonly formal: boolean,
  ) {}

  /** Whether contact details stand in `text`; then it says so. */
  holds(text: string): boolean {
    const found = contactIn(text);
    if (found === null) return false;
    this.say(explained(found, this.formal));
    return true;
  }

  say(why: string): void {
    this.place.textContent = why;
    this.place.hidden = false;
  }

  forget(): void {
    this.place.hidden = true;
  }
}
