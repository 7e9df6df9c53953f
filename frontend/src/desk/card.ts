import { countdown, leftAloud, leftShort, opensShort, waitShort } from "./countdown";
import type { Answer, Ring } from "./messages";
import { Opening } from "./opening";

/** The ring as the teacher sees it, made from the page's template. */
export interface CardActs {
  answer(answer: Answer): void;
  zoom(ring: Ring, page: number): void;
  /** Half of the time is gone: said aloud once. */
  halfway(words: string): void;
  outOfTime(): void;
}

const KINDS: Readonly<Record<string, string>> = {
  exercise: "exercice commencé",
  lesson: "leçon à comprendre",
  test: "contrôle à préparer",
};
const ANSWERS: readonly Answer[] = ["accept", "decline", "send_back"];
/** The server still takes an answer that was on its way, and says what became of the ring. */
const GRACE_MS = 2500;

export class RingCard {
  readonly element: HTMLElement;
  private ring: Ring;
  private saidHalfway = false;
  private readonly opening = new Opening();

  constructor(
    template: HTMLTemplateElement,
    ring: Ring,
    private readonly acts: CardActs,
  ) {
    const made = template.content.firstElementChild?.cloneNode(true);
    if (!(made instanceof HTMLElement)) throw new Error("the ring has no template");
    this.element = made;
    this.element.tabIndex = -1;
    this.ring = ring;
    for (const answer of ANSWERS) {
      this.button(answer)?.addEventListener("click", () => acts.answer(answer));
    }
    const wait = this.element.querySelector(".wait-l");
    if (wait) wait.id = "ring-wait";
    this.element.setAttribute("aria-describedby", "ring-wait ring-text");
    this.show(ring);
  }

  get offerId(): string {
    return this.ring.offer_id;
  }

  /** The same ring, with what the pupil added meanwhile. */
  show(ring: Ring): void {
    const before = this.ring;
    this.ring = ring;
    this.write("title", `${ring.subject_label}, ${ring.level_label}`);
    const met = ring.met_before;
    const together = met > 0 ? ` · déjà ${met} ${met > 1 ? "leçons" : "leçon"} ensemble` : "";
    const handed = ring.handed_over_by === "" ? "" : ` · ${ring.handed_over_by} vous passe la main`;
    const others = ring.hedge ? " · un collègue est appelé aussi" : "";
    this.write(
      "met",
      `${handed}${together}${others}${ring.puts_off_report ? " · votre compte rendu est gardé" : ""}`,
    );
    this.write("text", ring.tried === "" ? "" : `«\u00a0${ring.tried}\u00a0»`);
    const picture = document.querySelector<HTMLTemplateElement>(`template[data-picture="${ring.subject}"]`);
    if (picture) this.slot("picture")?.replaceChildren(picture.content.cloneNode(true));
    const pages = this.slot("pages");
    if (pages && (pages.childElementCount === 0 || before.pages.length !== ring.pages.length)) {
      pages.replaceChildren(
        ...ring.pages.map((page, index) => this.thumbnail(page.url, index, ring.pages.length)),
      );
    }
  }

  /** `now`: milliseconds of the server's clock. */
  tick(now: number): void {
    const opens = this.ring.opens_at === null ? null : Date.parse(this.ring.opens_at);
    const until = opens ?? Date.parse(this.ring.deadline_at);
    const left = countdown(now, Date.parse(this.ring.offered_at), until);
    this.write("left", opens === null ? leftShort(left.seconds) : opensShort(left.seconds));
    this.write(
      "wait",
      `Attend depuis ${waitShort((now - Date.parse(this.ring.asked_at)) / 1000)} · ${KINDS[this.ring.kind] ?? this.ring.kind_label}`,
    );
    const bar = this.slot("bar");
    if (bar instanceof HTMLProgressElement) {
      bar.max = 1;
      bar.value = left.share;
      bar.setAttribute("aria-valuetext", leftShort(left.seconds));
    }
    if (left.halfway && !left.over && !this.saidHalfway) {
      this.saidHalfway = true;
      this.acts.halfway(leftAloud(left.seconds));
    }
    if (opens !== null && this.opening.isDue(left.over)) this.acts.answer("accept");
    const over = now > Date.parse(this.ring.deadline_at);
    this.element.classList.toggle("expired", over);
    if (now > Date.parse(this.ring.deadline_at) + GRACE_MS) this.acts.outOfTime();
  }

  /** While an answer is on its way, or the line is down, nothing can be pressed. */
  hold(answering: Answer | null, online: boolean): void {
    this.opening.line(online);
    for (const answer of ANSWERS) {
      const button = this.button(answer);
      // Not `disabled`: the focus would be lost, and with it the place of whoever reads with a keyboard.
      button?.setAttribute("aria-disabled", String(answering !== null || !online));
      button?.classList.toggle("busy", answering === answer);
    }
  }

  private thumbnail(url: string, index: number, count: number): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "page";
    const image = document.createElement("img");
    image.src = url;
    image.alt = `Agrandir la page ${index + 1} de l’essai de l’élève`;
    button.append(image);
    if (count > 1) {
      image.alt += `, sur ${count}`;
      const place = document.createElement("span");
      place.className = "num";
      place.ariaHidden = "true";
      place.textContent = `${index + 1}\u00a0/\u00a0${count}`;
      button.append(place);
    }
    button.addEventListener("click", () => this.acts.zoom(this.ring, index));
    return button;
  }

  private button(answer: Answer): HTMLButtonElement | null {
    return this.element.querySelector<HTMLButtonElement>(`[data-act="${answer.replace("_", "-")}"]`);
  }

  private slot(name: string): HTMLElement | null {
    return this.element.querySelector<HTMLElement>(`[data-slot="${name}"]`);
  }

  private write(name: string, text: string): void {
    const found = this.slot(name);
    if (found !== null && found.textContent !== text) found.textContent = text;
  }
}
