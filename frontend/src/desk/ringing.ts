import type { ServerClock } from "../live/clock";
import { everySecond } from "../live/every_second";
import { announce } from "../pages/announce";
import { Bell } from "./bell";
import { RingCard } from "./card";
import type { Answer, Ring } from "./messages";
import { Zoom } from "./zoom";

/** Where a page rings: the card, the bell, and the photo seen close. One ring at a time. */
const TICK_MS = 200;

export interface RingingActs {
  answer(answer: Answer): void;
  outOfTime(): void;
}

export class Ringing {
  private readonly bell = new Bell();
  private readonly zoom: Zoom;
  private card: RingCard | null = null;
  private before: Element | null = null;
  private stopTicking: () => void = () => {};

  constructor(
    private readonly page: ParentNode,
    private readonly clock: Pick<ServerClock, "now">,
    private readonly acts: RingingActs,
  ) {
    const zoomed = this.find<HTMLDialogElement>("#zoom");
    this.zoom = new Zoom(zoomed, this.find("#zoom img"), this.find("#zoom-said"));
  }

  /** It rings, or rings on with what the pupil added. */
  show(ring: Ring): void {
    if (this.card?.offerId === ring.offer_id) {
      this.card.show(ring);
      return;
    }
    this.before = document.activeElement;
    const card = new RingCard(this.find<HTMLTemplateElement>("#ring"), ring, {
      answer: (answer) => this.acts.answer(answer),
      zoom: (shown, page) => this.zoom.open(shown.pages, page),
      halfway: announce,
      outOfTime: () => this.acts.outOfTime(),
    });
    this.card = card;
    this.find("#ring-place").replaceChildren(card.element);
    card.tick(this.clock.now());
    card.element.focus();
    if (card.element.getBoundingClientRect().top < 0) card.element.scrollIntoView({ block: "start" });
    this.bell.start(ring);
    this.stopTicking();
    this.stopTicking = ticking(() => card.tick(this.clock.now()));
  }

  /** The buttons wait for the answer that was sent. */
  hold(answering: Answer | null, online: boolean): void {
    this.card?.hold(answering, online);
  }

  /** Sound, vibration and title: nothing calls any more; the card stays. */
  hush(): void {
    this.bell.stop();
  }

  /** The ring is over. */
  silence(): void {
    if (this.card === null) return;
    this.stopTicking();
    this.bell.stop();
    this.zoom.close();
    const held =
      this.card.element.contains(document.activeElement) || document.activeElement === document.body;
    this.find("#ring-place").replaceChildren();
    this.card = null;
    if (held && this.before instanceof HTMLElement && this.before.isConnected) this.before.focus();
  }

  private find<T extends Element = HTMLElement>(selector: string): T {
    const found = this.page.querySelector<T>(selector);
    if (found === null) throw new Error(`nothing rings without ${selector}`);
    return found;
  }
}

/** Smoothly while the page is looked at; each second at least when its tab is hidden, where an armed desk accepts too. */
function ticking(tick: () => void): () => void {
  const smooth = setInterval(tick, TICK_MS);
  const stop = everySecond(tick);
  return () => {
    clearInterval(smooth);
    stop();
  };
}
