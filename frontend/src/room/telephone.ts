import type { RoomIncoming, RoomOutgoing } from "../live/protocol";
import type { Slots } from "./slots";
import type { Voice } from "./voice";

/** « Continuer par téléphone » : one's own number, what became of both telephones, and the only number either shows. */
type Told = Extract<RoomIncoming, { type: "telephone" }>;
type LegState = Told["teacher"];

const IN_CALL: ReadonlySet<LegState> = new Set(["calling", "answered"]);
const UNDER_WAY: ReadonlySet<LegState> = new Set(["given", ...IN_CALL]);
const STATES: Readonly<Record<LegState, string>> = {
  "": "on attend le numéro",
  given: "numéro donné",
  calling: "ça sonne",
  answered: "décroché",
  busy: "occupé",
  no_answer: "pas de réponse",
  failed: "l’appel n’a pas abouti",
  hung_up: "raccroché",
};

/** How long the line stays once all is over, for who does not close it. */
export const STAYS_MS = 30_000;

export interface TelephoneActs {
  say(message: Extract<RoomOutgoing, { type: "call_me" | "hang_up" }>): void;
  voice(): Pick<Voice, "media" | "mute">;
}

export class Telephone {
  private readonly form: HTMLFormElement | null;
  private readonly details: HTMLDetailsElement | null;
  private talks = false;
  /** The microphone was open before both spoke by telephone. */
  private wasOpen = false;
  /** One's own state, as it was said last. */
  private was: LegState = "";
  /** One took the asking back, or refused it: there is nothing to be told. */
  private gaveUp = false;
  private leaves = 0;

  constructor(
    private readonly slots: Slots,
    private readonly teaches: boolean,
    private readonly other: string,
    private readonly acts: TelephoneActs,
  ) {
    this.details = slots.root.querySelector("[data-slot=telephone-details]");
    this.form = slots.root.querySelector("[data-slot=telephone-form]");
    this.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask();
    });
    slots.on("hang-up-telephone", () => {
      this.gaveUp = true;
      acts.say({ type: "hang_up" });
    });
    slots.on("close-telephone", () => this.close());
    slots.on("telephone", () => this.open());
  }

  /** Whether a lesson without a voice may go on so. */
  get offered(): boolean {
    return this.form !== null;
  }

  is(told: Told): void {
    if (!this.offered) return;
    const { mine, theirs } = this.teaches
      ? { mine: told.teacher, theirs: told.pupil }
      : { mine: told.pupil, theirs: told.teacher };
    this.show(mine, theirs, shown(told.number));
    const talks = mine === "answered" && theirs === "answered";
    if (talks !== this.talks) this.talk(talks);
    this.talks = talks;
    if (mine === "given" || mine === "calling") {
      this.fault("");
      this.slots.get<HTMLDialogElement>("call-dialog").close();
    }
    // Typed on a device that others may use: it does not stay in the field.
    if (mine === "answered") this.form?.reset();
  }

  fault(message: string): void {
    const place = this.slots.get("telephone-fault");
    place.textContent = message;
    place.hidden = message === "";
    if (message !== "") place.scrollIntoView({ block: "nearest" });
  }

  open(): void {
    if (this.details !== null) this.details.open = true;
    this.slots.get<HTMLDialogElement>("call-dialog").showModal();
    this.slots.get<HTMLInputElement>("telephone-number").focus();
  }

  /** On the telephone two voices of each would be an echo; afterwards the microphone is as it was. */
  private talk(talks: boolean): void {
    const voice = this.acts.voice();
    if (talks) this.wasOpen = !voice.media.muted;
    if (talks || this.wasOpen) voice.mute(talks);
  }

  private show(mine: LegState, theirs: LegState, number: string): void {
    const line = this.slots.get("telephone");
    const over = !UNDER_WAY.has(mine) && !UNDER_WAY.has(theirs);
    const asked = this.was;
    const gaveUp = this.gaveUp;
    this.was = mine;
    this.gaveUp = false;
    const close = this.slots.get("telephone-close");
    // Said again to whoever comes in: what one closed, or saw nothing of, does not come back.
    if (over && (line.hidden || !close.hidden)) return;
    if (mine === "" && theirs === "" && gaveUp) {
      this.close();
      return;
    }
    line.hidden = false;
    this.slots.get("telephone-said").textContent = this.said(asked, mine, theirs, number);
    const hangUp = this.slots.get("telephone-hang-up");
    hangUp.hidden = over;
    hangUp.textContent = wayOut(mine, theirs);
    this.slots.get("telephone-give").hidden = !(mine === "" && theirs === "given");
    close.hidden = !over;
    window.clearTimeout(this.leaves);
    if (over) this.leaves = window.setTimeout(() => this.close(), STAYS_MS);
  }

  private close(): void {
    window.clearTimeout(this.leaves);
    this.slots.get("telephone").hidden = true;
  }

  private ask(): void {
    const agreed =
      this.slots.root.querySelector<HTMLInputElement>("[data-slot=telephone-agreed]")?.checked === true;
    this.acts.say({
      type: "call_me",
      number: this.slots.get<HTMLInputElement>("telephone-number").value,
      agreed,
    });
  }

  private said(asked: LegState, mine: LegState, theirs: LegState, number: string): string {
    if (mine === "" && theirs === "")
      return asked === "given"
        ? `${this.other} ne souhaite pas continuer par téléphone.`
        : `${this.other} ne propose plus le téléphone.`;
    if (mine === "" && theirs === "given")
      return this.teaches
        ? `${this.other} propose de continuer par téléphone.`
        : `${this.other} propose de continuer par téléphone. Demande à un adulte.`;
    if (mine === "answered" && theirs === "answered")
      return `Au téléphone, par le ${number}. ${this.teaches ? "Votre micro" : "Ton micro"} est coupé ici.`;
    if (mine === "given" && theirs === "given") {
      const when = this.teaches ? "on vous appelle" : `on appelle dès que ${this.other} est là`;
      return `Les deux numéros sont donnés\u00a0: ${when}.`;
    }
    const own = this.teaches ? "Votre téléphone" : "Ton téléphone";
    return `Appel depuis le ${number}. ${own} : ${STATES[mine]}. ${this.other} : ${STATES[theirs]}.`;
  }
}

/** Until somebody is rung there is nothing to hang up: one refuses, or takes back. */
export function wayOut(mine: LegState, theirs: LegState): string {
  if (mine === "") return "Non merci";
  // Both numbers are given and nobody is called while the teacher is out of the room.
  return IN_CALL.has(mine) || IN_CALL.has(theirs) ? "Raccrocher" : "Ne plus proposer";
}

/** +33123456789 as 01 23 45 67 89. */
export function shown(number: string): string {
  return number.replace(/^\+33/, "0").replace(/(\d\d)(?=\d)/g, "$1\u00a0");
}
