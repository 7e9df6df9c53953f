import { Card, type CardEvents, type Page } from "./card";
import { insist, pauseOrNetwork, post, Refused } from "./sender";
import type { DraftKey, PhotoStore } from "./store";

/** What the page does about what happens in the tray. */
export interface TrayEvents extends CardEvents {
  /** A passing trouble with the network (true), or its end (false). */
  trouble(on: boolean): void;
  say(text: string): void;
  /** What could not be done, and why: for those who read the page. */
  refused?(why: string): void;
}

/** The server gave no reason. */
const UNSAID = "Ce n’est pas parti. Rechargez la page\u00a0: rien n’est perdu.";
/** Where the photos go: `<pages>` adds, `<pages><id>/retirer/` removes, `<pages>ordre/` orders. */
const MAX_PHOTOS = 6;

/**
 * The photos of the begun work: shown at once, kept in the browser until the server has them, sent
 * one after the other, sent again by themselves when the network fails.
 */
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
      void this.adopt(element).measure();
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
      card.show(kept.blob);
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
      await card.prepare(file, 0);
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
    this.list.append(element);
    const card = this.join(element, cid, name);
    card.become("preparing");
    return card;
  }

  /** One the page came with. */
  private adopt(element: HTMLElement): Card {
    const id = element.dataset.page ?? "";
    const card = this.join(element, id, "");
    card.page = { id, url: element.querySelector("img")?.src ?? "" };
    card.become("ready");
    return card;
  }

  private join(element: HTMLElement, cid: string, name: string): Card {
    const card = new Card(element, cid, name, this.events);
    this.cards.push(card);
    this.number();
    return card;
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
    card.become("sending");
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
    const answer = await insist(
      () => {
        if (card.removed) return Promise.resolve<Record<string, unknown>>({});
        const fields = new FormData();
        fields.set("cid", card.cid);
        if (card.replaces !== "") fields.set("replaces", card.replaces);
        fields.set("file", blob, named(card.name, blob.type));
        return post(this.pagesUrl, fields, (share) => card.progress(share));
      },
      {
        pause: pauseOrNetwork,
        onTrouble: () => {
          this.events.trouble(true);
          card.badge("Plus de réseau\u00a0: elle repartira seule.");
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
    this.standFor(card, pages);
    card.page = first;
    card.become("ready");
    card.face(first);
    let after = card;
    for (const page of rest) {
      const next = this.card(page.id, card.name);
      next.page = page;
      after.element.after(next.element);
      this.cards = this.cards.filter((one) => one !== next);
      this.cards.splice(this.cards.indexOf(after) + 1, 0, next);
      next.face(page);
      next.become("ready");
      after = next;
    }
    this.number();
  }

  /** The answer of an earlier sending was lost: the page came with these photos already, in their place. */
  private standFor(card: Card, pages: readonly Page[]): void {
    const twins = this.cards.filter((one) => one !== card && pages.some(({ id }) => id === one.page?.id));
    const [first] = twins;
    if (first === undefined) return;
    first.element.before(card.element);
    const others = this.cards.filter((one) => one !== card);
    others.splice(others.indexOf(first), 0, card);
    for (const twin of twins) twin.element.remove();
    this.cards = others.filter((one) => !twins.includes(one));
  }

  private refuse(card: Card, error: unknown): void {
    if (!(error instanceof Refused)) throw error;
    if (error.nextUrl !== null) location.assign(error.nextUrl);
    card.become("failed");
    const message = this.formal && error.code.startsWith("http_") ? UNSAID : error.message;
    card.badge(message);
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
    (next?.button("remove") ?? document.getElementById("photos-input"))?.focus();
    await this.store.forget(card.cid).catch(() => undefined);
    if (card.page === null) return;
    const refused = await this.dropPage(card.page.id);
    if (refused?.code === "last_page") this.putBack(card, place, refused.message);
  }

  /** Why it is still there; null once it is gone. */
  private async dropPage(id: string): Promise<Refused | null> {
    try {
      await insist(() => post(`${this.pagesUrl}${id}/retirer/`, new FormData()), { pause: pauseOrNetwork });
      return null;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return error;
    }
  }

  /** The only thing a teacher who is called could look at stays, and it is said why. */
  private putBack(card: Card, place: number, why: string): void {
    card.removed = false;
    this.list.insertBefore(card.element, this.cards[place]?.element ?? null);
    this.cards.splice(place, 0, card);
    this.number();
    this.events.say(why);
    this.events.changed();
    this.events.refused?.(why);
    card.button("remove")?.focus();
  }

  /** Turned here and sent again: what the teacher sees is what the pupil sees. */
  private async rotate(card: Card): Promise<void> {
    if (card.state === "preparing" || card.state === "sending") return;
    const before = card.page;
    card.become("preparing");
    const source = await this.source(card);
    if (source === null || !(await card.prepare(source, 1))) {
      card.become(before === null ? "failed" : "ready");
      return;
    }
    const turned = this.card(crypto.randomUUID(), card.name);
    turned.blob = card.blob;
    if (turned.blob !== null) turned.show(turned.blob);
    turned.isSaidAs(card);
    card.element.replaceWith(turned.element);
    const place = this.cards.indexOf(card);
    this.cards = this.cards.filter((one) => one !== turned);
    this.cards[place] = turned;
    this.number();
    turned.button("rotate")?.focus();
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

  private number(): void {
    const many = this.cards.length;
    this.cards.forEach((card, place) => {
      card.stand(place, many, this.list.dataset.of ?? "de ton travail");
    });
    this.list.classList.toggle("many", many > 1);
  }
}

function named(name: string, type: string): string {
  if (type === "image/jpeg") return `${name.replace(/\.[^.]*$/, "") || "photo"}.jpg`;
  return name || "photo";
}
