import { throughChosenSpeaker } from "../call/devices";
import type { Person } from "../live/protocol";
import { csrfToken } from "../live/ticket";
import type { Slots } from "./slots";

/** The third person: said on the page of everybody, in sight and aloud, for as long as they are there; and their voice. */
const PATIENCE_MS = 10_000;
export const NOT_DONE = "Ce n’est pas fait\u00a0: pas de réseau pour l’instant.";

export class Guests {
  private readonly there = new Map<string, Person>();
  private readonly ears = new Map<string, HTMLAudioElement>();
  private readonly place: HTMLElement;

  constructor(
    private readonly slots: Slots,
    private readonly me: string,
  ) {
    this.place = slots.get("guests");
    slots.on("see-out", () => void this.seeOut());
    slots.root.addEventListener("click", () => this.hear());
  }

  /** Who is in the room now, oneself included. */
  are(people: Iterable<Person>): void {
    this.there.clear();
    for (const person of people) if (person.role === "guest") this.there.set(person.id, person);
    for (const id of this.ears.keys()) if (!this.there.has(id)) this.hush(id);
    this.show();
  }

  came(person: Person): void {
    if (person.role !== "guest") return;
    this.there.set(person.id, person);
    this.show();
  }

  left(id: string): void {
    if (!this.there.delete(id)) return;
    this.hush(id);
    this.show();
  }

  /** Of whoever is not the other one of the lesson. */
  play(id: string, stream: MediaStream): void {
    const ear = this.ears.get(id) ?? document.createElement("audio");
    this.ears.set(id, ear);
    ear.autoplay = true;
    ear.dataset.voiceOf = id;
    ear.srcObject = stream;
    this.slots.root.append(ear);
    void throughChosenSpeaker(ear);
    this.hear();
  }

  /** Plays the voices a browser held back: it wants a tap first, or a microphone that is open. */
  hear(): void {
    for (const ear of this.ears.values()) if (ear.paused) void ear.play().catch(() => undefined);
  }

  private async seeOut(): Promise<void> {
    if (!(await this.leave())) this.slots.get("guests-said").textContent = NOT_DONE;
  }

  /** A guest leaves, or the teacher sees them out. False: it could not be said. */
  async leave(): Promise<boolean> {
    try {
      const answer = await fetch(this.place.dataset.url ?? "", {
        method: "POST",
        headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      return answer.ok;
    } catch {
      return false;
    }
  }

  close(): void {
    for (const id of [...this.ears.keys()]) this.hush(id);
  }

  private hush(id: string): void {
    this.ears.get(id)?.remove();
    this.ears.delete(id);
  }

  private show(): void {
    const said = [...this.there.values()].map(({ id, name }) =>
      id === this.me ? "Vous êtes là en invité\u00a0: tout le monde le voit." : `${name}, est là et entend.`,
    );
    this.place.hidden = said.length === 0;
    this.slots.get("guests-said").textContent = said.join(" ");
  }
}
