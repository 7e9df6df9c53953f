import { frenchVoice, giveVoice, Voice } from "../small/voice";
import type { Slots } from "./slots";

/** What is above the board that a child is to know at once, whoever else is busy with it. */
const ALOUD: ReadonlySet<string> = new Set(["offline", "gone", "closing", "fault"]);

/** The room of the smallest: colours behind one key, and each key says what it is when the device has a French voice. */
export class Little {
  private readonly colours: HTMLElement;
  private voice: Voice | null = null;
  private code: string | null = null;
  private asked = false;
  /** What the teacher wrote while speaking, for when they pause. */
  private waiting = false;
  /** What the room says above the board, until it was read out. */
  private notice = "";
  /** That the teacher is on another page, until it was read out. */
  private elsewhere = "";

  constructor(private readonly slots: Slots) {
    this.colours = slots.get("little-colours");
    slots.on("colours", () => this.open(this.colours.hidden === true));
    for (const colour of slots.all("[data-colour]")) colour.addEventListener("click", () => this.open(false));
    slots.find("[data-board]").addEventListener("pointerdown", () => this.open(false));
    slots.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.open(false);
    });
    for (const key of slots.all("[data-say]"))
      key.addEventListener("click", () => this.say(key.dataset.say ?? ""));
    new MutationObserver(() => this.peeked()).observe(slots.get("peek"), {
      attributeFilter: ["hidden"],
      childList: true,
    });
    new MutationObserver(() => this.noticed()).observe(slots.get("state"), { childList: true });
    new MutationObserver(() => this.followed()).observe(slots.get("follow"), {
      attributeFilter: ["hidden", "data-to"],
      characterData: true,
      childList: true,
      subtree: true,
    });
    slots.get("peek").addEventListener("click", () => this.voice?.say(this.written()));
    const again = (event: Event): void => {
      this.asked = (event.target as Element).closest("[data-do=message-again]") !== null;
    };
    slots.root.addEventListener("click", again, { capture: true });
    new MutationObserver(() => this.paused()).observe(slots.find(".who"), { attributeFilter: ["class"] });
    slots.on("hear-device", () =>
      this.voice?.say(`Sur l’autre appareil, tape ces chiffres. ${[...(this.code ?? "")].join(", ")}.`),
    );
    void frenchVoice().then((french) => {
      if (french === null) return;
      this.voice = new Voice(speechSynthesis, french);
      // Written while it came.
      this.peeked();
    });
    void giveVoice(slots.root);
  }

  private open(wanted: boolean): void {
    if (this.colours.hidden === !wanted) return;
    const key = this.slots.find<HTMLElement>("[data-do=colours]");
    const within = this.colours.contains(document.activeElement);
    this.colours.hidden = !wanted;
    key.setAttribute("aria-expanded", String(wanted));
    if (wanted)
      this.colours.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus({ preventScroll: true });
    else if (within) key.focus({ preventScroll: true });
  }

  /** The digits to type on another device, said when asked for: they are not shouted in a class. */
  codeIs(code: string | null): void {
    this.code = code;
    this.slots.get("device-hear").hidden = this.voice === null || code === null;
  }

  /** Never over the teacher’s voice. */
  private say(text: string): void {
    if (!this.speaking) this.voice?.say(text);
  }

  private get speaking(): boolean {
    return this.slots.find(".who").classList.contains("speaking");
  }

  /** What the teacher writes is read to who does not read: at once when asked for, else when they do not speak. */
  private peeked(): void {
    const shown = !this.slots.get("peek").hidden;
    this.waiting = shown && !this.asked && this.speaking;
    if (shown && !this.waiting) this.voice?.say(this.written());
    this.asked = false;
  }

  private paused(): void {
    if (this.speaking) return;
    if (this.waiting) this.peeked();
    else this.tell();
  }

  /** « Plus de lien… », « La permanence ferme… »: read out as well, to who does not read. */
  private noticed(): void {
    const note = this.slots.get("state").querySelector<HTMLElement>("[data-kind]");
    const aloud = note !== null && ALOUD.has(note.dataset.kind ?? "");
    this.notice = aloud ? (note.querySelector("span")?.textContent ?? "") : "";
    if (!this.speaking) this.tell();
  }

  /** « Mme Lefèvre est page 2 : y aller », over the board: what is not in sight on this page is not read out. */
  private followed(): void {
    const key = this.slots.get("follow");
    const away = !key.hidden && key.dataset.to !== "";
    this.elsewhere = away ? (this.slots.get("follow-label").textContent ?? "") : "";
    if (!this.speaking) this.tell();
  }

  private tell(): void {
    if (this.notice !== "") this.voice?.say(this.notice);
    if (this.elsewhere !== "") this.voice?.sayNext(this.elsewhere);
    this.notice = this.elsewhere = "";
  }

  private written(): string {
    const lines = this.slots.all("[data-slot=peek] > b");
    return lines.map((who) => `${who.textContent} ${who.nextElementSibling?.textContent}`).join(". ");
  }
}
