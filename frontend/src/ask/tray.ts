import { type Blank, blankness } from "./blank";
import { BLURRED_UNDER, sharpness } from "./blur";
import { greyOf, reducePhoto } from "./reduce";
import { insist, pauseOrNetwork, post, Refused } from "./sender";
import type { DraftKey, PhotoStore } from "./store";

/**
 * The photos of the begun work: shown at once, kept in the browser until the server has them, sent
 * one after the other, sent again by themselves when the network fails.
 */
export interface Page {
  readonly id: string;
  readonly url: string;
}

type CardState = "preparing" | "sending" | "ready" | "failed";

interface Card {
  readonly element: HTMLElement;
  readonly cid: string;
  readonly name: string;
  /** The reduced photo, as long as the server lacks it. */
  blob: Blob | null;
  page: Page | null;
  /** The page on the server this photo takes the place of. */
  replaces: string;
  state: CardState;
  removed: boolean;
}

/** What the page does about what happens in the tray. */
export interface TrayEvents {
  changed(): void;
  /** A passing trouble with the network (true), or its end (false). */
  trouble(on: boolean): void;
  say(text: string): void;
  /** A photo that is kept, and may not be the right one. */
  doubt?(text: string): void;
}

/** The server gave no reason. */
const UNSAID = "Ce n’est pas parti. Rechargez la page\u00a0: rien n’est perdu.";
const DOUBTS: Readonly<Record<Blank, string>> = {
  black: "La photo semble toute noire. Est-ce la bonne\u00a0?",
  empty: "La photo semble vide. Est-ce la bonne\u00a0?",
};

/** Where the photos go: `<pages>` adds, `<pages><id>/retirer/` removes, `<pages>ordre/` orders. */
const MAX_PHOTOS = 6;
/** What is said of a photo instead of « Reçue », the first that holds. */
const FAULTS = ["doubted", "blurred"] as const;

export class Tray {
  private cards: Card[] = [];
  private chain: Promise<void> = Promise.resolve();
  private waiting = 0;

  constructor(
    private readonly list: HTMLElement,
    private readonly model: HTMLTemplateElement,
    private readonly pagesUrl: string,
    private readonly draft: DraftKey,
    private readonly store: PhotoStore,
    private readonly events: TrayEvents,
  ) {
    for (const element of list.querySelectorAll<HTMLElement>("[data-page]"))
      void this.measure(this.adopt(element));
    list.addEventListener("click", (event) => this.clicked(event));
  }

  private get most(): number {
    return Number(this.list.dataset.max) || MAX_PHOTOS;
  }

  /** Said to a grown-up. */
  private get formal(): boolean {
    return this.list.dataset.of !== undefined;
  }

  get count(): number {
    return this.cards.length;
  }

  get full(): boolean {
    return this.cards.length >= this.most;
  }

  /** Something is on its way. */
  get sending(): boolean {
    return this.waiting > 0;
  }

  get failed(): boolean {
    return this.cards.some((card) => card.state === "failed");
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    while (this.waiting > 0) await this.chain;
  }

  /** What an earlier visit could not send. */
  async resume(): Promise<void> {
    for (const kept of await this.store.of(this.draft)) {
      if (this.cards.some((card) => card.cid === kept.cid)) continue;
      const card = this.card(kept.cid, kept.name);
      card.blob = kept.blob;
      card.replaces = kept.replaces ?? "";
      this.show(card, kept.blob);
      this.queue(card);
    }
  }

  /** The new cards, as they are shown. */
  async add(files: Iterable<File>): Promise<HTMLElement[]> {
    const added: HTMLElement[] = [];
    for (const file of files) {
      if (this.full) {
        this.events.say(
          `${this.most} photos suffisent\u00a0: ${this.formal ? "gardez" : "garde"} les plus utiles.`,
        );
        break;
      }
      const card = this.card(crypto.randomUUID(), file.name);
      await this.prepare(card, file, 0);
      await this.keep(card);
      this.queue(card);
      added.push(card.element);
    }
    return added;
  }

  /** As its own button would. */
  takeBack(element: HTMLElement): void {
    const card = this.cards.find((one) => one.element === element);
    if (card) void this.remove(card);
  }

  private card(cid: string, name: string): Card {
    const element = this.model.content.firstElementChild?.cloneNode(true) as HTMLElement;
    const card: Card = {
      element,
      cid,
      name,
      blob: null,
      page: null,
      replaces: "",
      state: "preparing",
      removed: false,
    };
    this.list.append(element);
    this.cards.push(card);
    this.become(card, "preparing");
    this.number();
    return card;
  }

  private adopt(element: HTMLElement): Card {
    const id = element.dataset.page ?? "";
    const url = element.querySelector("img")?.src ?? "";
    const card: Card = {
      element,
      cid: id,
      name: "",
      blob: null,
      page: { id, url },
      replaces: "",
      state: "ready",
      removed: false,
    };
    this.cards.push(card);
    this.become(card, "ready");
    this.number();
    return card;
  }

  /** What the server has of it, looked at as what a browser prepares is: it came from elsewhere, or from a format of its own. */
  private async measure(card: Card): Promise<void> {
    const image = card.element.querySelector("img");
    if (image === null) return;
    try {
      await image.decode();
    } catch {
      return; // it will be seen, or not, by whoever opens it
    }
    const grey = greyOf(image, { width: image.naturalWidth, height: image.naturalHeight });
    this.wonder(card, blankness(grey.pixels, grey.size));
    if (card.state === "ready") this.become(card, "ready");
  }

  /** Whether it may be the wrong one; asked once it is ready, and in nobody's way. */
  private wonder(card: Card, blank: Blank | null): void {
    card.element.classList.toggle("doubted", blank !== null);
    const asked = card.element.querySelector("[data-slot=doubted]");
    if (asked && blank) asked.textContent = DOUBTS[blank];
    if (blank) this.events.doubt?.(DOUBTS[blank]);
  }

  private async prepare(card: Card, file: Blob, quarters: number): Promise<boolean> {
    const light = await reducePhoto(file, quarters).catch(() => null);
    if (light === null) {
      card.blob = file;
      card.element.classList.add("unseen");
      return false;
    }
    card.blob = light.blob;
    this.show(card, light.blob);
    const sharp = sharpness(light.grey.pixels, light.grey.size);
    this.wonder(card, blankness(light.grey.pixels, light.grey.size));
    card.element.classList.toggle("blurred", sharp !== null && sharp < BLURRED_UNDER);
    const ready = card.element.querySelector("[data-slot=ready]");
    if (ready) ready.textContent = sharp === null ? "Reçue" : "Bien lisible";
    return true;
  }

  private show(card: Card, blob: Blob): void {
    if (!blob.type.startsWith("image/") || /hei[cf]/.test(blob.type)) {
      card.element.classList.add("unseen");
      return;
    }
    const image = card.element.querySelector("img");
    if (image === null) return;
    if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
    image.src = URL.createObjectURL(blob);
    card.element.classList.remove("unseen");
  }

  private async keep(card: Card): Promise<void> {
    if (card.blob === null) return;
    const { cid, name, blob, replaces } = card;
    const place = this.cards.indexOf(card);
    await this.store
      .keep({ cid, draft: this.draft, place, name, blob, replaces, at: Date.now() })
      .catch(() => undefined);
  }

  private queue(card: Card): void {
    this.waiting += 1;
    this.become(card, "sending");
    this.chain = this.chain.then(async () => {
      try {
        if (!card.removed) await this.send(card);
      } catch (error) {
        this.refuse(card, error);
      } finally {
        this.waiting -= 1;
        this.events.trouble(false);
        this.events.changed();
      }
    });
  }

  private async send(card: Card): Promise<void> {
    const blob = card.blob;
    if (blob === null) return;
    const bar = card.element.querySelector("progress");
    const answer = await insist(
      () => {
        if (card.removed) return Promise.resolve<Record<string, unknown>>({});
        const fields = new FormData();
        fields.set("cid", card.cid);
        if (card.replaces !== "") fields.set("replaces", card.replaces);
        fields.set("file", blob, named(card.name, blob.type));
        return post(this.pagesUrl, fields, (share) => {
          if (bar) bar.value = share;
        });
      },
      {
        pause: pauseOrNetwork,
        onTrouble: () => {
          this.events.trouble(true);
          this.badge(card, "Plus de réseau\u00a0: elle repartira seule.");
        },
      },
    );
    await this.store.forget(card.cid).catch(() => undefined);
    const pages = (answer.pages ?? []) as Page[];
    if (card.removed) {
      for (const page of pages) await this.dropPage(page.id);
      return;
    }
    this.arrived(card, pages);
    if (this.cards.some((other, place) => other !== card && place > this.cards.indexOf(card) && other.page))
      await this.order();
  }

  /** A PDF comes back as several pages: one card each. */
  private arrived(card: Card, pages: readonly Page[]): void {
    const [first, ...rest] = pages;
    if (first === undefined) return;
    card.page = first;
    this.become(card, "ready");
    this.face(card, first);
    let after = card;
    for (const page of rest) {
      const next = this.card(page.id, card.name);
      next.page = page;
      after.element.after(next.element);
      this.cards = this.cards.filter((one) => one !== next);
      this.cards.splice(this.cards.indexOf(after) + 1, 0, next);
      this.face(next, page);
      this.become(next, "ready");
      after = next;
    }
    this.number();
  }

  private face(card: Card, page: Page): void {
    const image = card.element.querySelector("img");
    if (image === null) return;
    // The browser could show its own copy: no need to fetch the server's.
    if (image.src.startsWith("blob:") && !card.element.classList.contains("unseen")) return;
    image.src = page.url;
    card.element.classList.remove("unseen");
    void this.measure(card);
  }

  private refuse(card: Card, error: unknown): void {
    if (!(error instanceof Refused)) throw error;
    if (error.nextUrl !== null) location.assign(error.nextUrl);
    this.become(card, "failed");
    const message = this.formal && error.code.startsWith("http_") ? UNSAID : error.message;
    this.badge(card, message);
    this.events.say(message);
    void this.store.forget(card.cid).catch(() => undefined);
  }

  private clicked(event: Event): void {
    const button = (event.target as HTMLElement).closest<HTMLElement>("[data-act]");
    const card = this.cards.find((one) => one.element.contains(button));
    if (button === null || card === undefined) return;
    event.preventDefault();
    if (button.dataset.act === "remove") void this.remove(card);
    if (button.dataset.act === "rotate") void this.rotate(card);
    if (button.dataset.act === "earlier") this.move(card, -1, button);
    if (button.dataset.act === "later") this.move(card, 1, button);
  }

  private async remove(card: Card): Promise<void> {
    const place = this.cards.indexOf(card);
    card.removed = true;
    card.element.remove();
    this.cards = this.cards.filter((one) => one !== card);
    this.number();
    this.events.say("Photo retirée.");
    this.events.changed();
    const next = this.cards[Math.min(place, this.cards.length - 1)];
    (
      next?.element.querySelector<HTMLElement>("[data-act=remove]") ?? document.getElementById("photos-input")
    )?.focus();
    await this.store.forget(card.cid).catch(() => undefined);
    if (card.page !== null) await this.dropPage(card.page.id);
  }

  private async dropPage(id: string): Promise<void> {
    try {
      await insist(() => post(`${this.pagesUrl}${id}/retirer/`, new FormData()), { pause: pauseOrNetwork });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  /** Turned here and sent again: what the teacher sees is what the pupil sees. */
  private async rotate(card: Card): Promise<void> {
    if (card.state === "preparing" || card.state === "sending") return;
    const before = card.page;
    this.become(card, "preparing");
    const source = await this.source(card);
    if (source === null || !(await this.prepare(card, source, 1))) {
      this.become(card, before === null ? "failed" : "ready");
      return;
    }
    const turned = this.card(crypto.randomUUID(), card.name);
    turned.blob = card.blob;
    if (turned.blob !== null) this.show(turned, turned.blob);
    for (const fault of FAULTS)
      turned.element.classList.toggle(fault, card.element.classList.contains(fault));
    for (const slot of ["ready", "doubted"]) {
      const shown = turned.element.querySelector(`[data-slot=${slot}]`);
      if (shown) shown.textContent = card.element.querySelector(`[data-slot=${slot}]`)?.textContent ?? "";
    }
    card.element.replaceWith(turned.element);
    const place = this.cards.indexOf(card);
    this.cards = this.cards.filter((one) => one !== turned);
    this.cards[place] = turned;
    this.number();
    turned.element.querySelector<HTMLElement>("[data-act=rotate]")?.focus();
    turned.replaces = before?.id ?? card.replaces;
    await this.keep(turned);
    this.queue(turned);
  }

  private async source(card: Card): Promise<Blob | null> {
    if (card.blob !== null) return card.blob;
    const url = card.page?.url;
    if (url === undefined) return null;
    try {
      const answer = await fetch(url, { credentials: "same-origin" });
      return answer.ok ? await answer.blob() : null;
    } catch {
      this.events.say("Plus de réseau\u00a0: on tournera la photo quand il reviendra.");
      return null;
    }
  }

  private move(card: Card, by: -1 | 1, button: HTMLElement): void {
    const from = this.cards.indexOf(card);
    const other = this.cards[from + by];
    if (other === undefined) return;
    this.cards[from] = other;
    this.cards[from + by] = card;
    if (by < 0) other.element.before(card.element);
    else other.element.after(card.element);
    this.number();
    button.focus();
    this.events.say(`Photo ${from + by + 1} sur ${this.cards.length}.`);
    this.chain = this.chain.then(() => this.order());
  }

  private async order(): Promise<void> {
    const fields = new FormData();
    for (const card of this.cards) if (card.page !== null) fields.append("page", card.page.id);
    try {
      await insist(() => post(`${this.pagesUrl}ordre/`, fields), { pause: pauseOrNetwork });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  private become(card: Card, state: CardState): void {
    card.state = state;
    const fault = FAULTS.find((one) => card.element.classList.contains(one));
    card.element.dataset.state = (state === "ready" && fault) || state;
    this.events.changed();
  }

  private badge(card: Card, text: string): void {
    const shown = card.element.querySelector(
      `[data-slot=${card.state === "sending" ? "sending" : "failed"}]`,
    );
    if (shown !== null) shown.textContent = text;
  }

  private number(): void {
    const many = this.cards.length > 1;
    this.cards.forEach((card, place) => {
      const where = card.element.querySelector<HTMLElement>(".where");
      if (where !== null) {
        where.textContent = `${place + 1}`;
        where.hidden = !many;
      }
      const image = card.element.querySelector("img");
      if (image !== null) image.alt = `Photo ${place + 1} ${this.list.dataset.of ?? "de ton travail"}`;
      for (const [act, off] of [
        ["earlier", place === 0],
        ["later", place === this.cards.length - 1],
      ] as const) {
        const button = card.element.querySelector<HTMLButtonElement>(`[data-act=${act}]`);
        if (button === null) continue;
        button.hidden = !many;
        button.disabled = off;
      }
    });
    this.list.classList.toggle("many", many);
  }
}

function named(name: string, type: string): string {
  if (type === "image/jpeg") return `${name.replace(/\.[^.]*$/, "") || "photo"}.jpg`;
  return name || "photo";
}
