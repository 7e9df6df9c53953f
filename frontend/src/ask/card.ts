import { type Blank, blankness } from "./blank";
import { BLURRED_UNDER, sharpness } from "./blur";
import { greyOf, reducePhoto } from "./reduce";

/** A page of the begun work, on the server. */
export interface Page {
  readonly id: string;
  readonly url: string;
}

export type CardState = "preparing" | "sending" | "ready" | "failed";

/** What the tray does about what happens to a card. */
export interface CardEvents {
  changed(): void;
  /** A photo that is kept, and may not be the right one. */
  doubt?(text: string): void;
}

const DOUBTS: Readonly<Record<Blank, string>> = {
  black: "La photo semble toute noire. Est-ce la bonne\u00a0?",
  empty: "La photo semble vide. Est-ce la bonne\u00a0?",
};
/** What is said of a photo instead of « Reçue », the first that holds. */
const FAULTS = ["doubted", "blurred"] as const;

/** One photo as it is shown: its picture, where it stands, what is said of it. */
export class Card {
  /** The reduced photo, as long as the server lacks it. */
  blob: Blob | null = null;
  page: Page | null = null;
  /** The page on the server this photo takes the place of. */
  replaces = "";
  removed = false;
  private current: CardState = "preparing";

  constructor(
    readonly element: HTMLElement,
    readonly cid: string,
    readonly name: string,
    private readonly events: CardEvents,
  ) {}

  get state(): CardState {
    return this.current;
  }

  become(state: CardState): void {
    this.current = state;
    const fault = FAULTS.find((one) => this.element.classList.contains(one));
    this.element.dataset.state = (state === "ready" && fault) || state;
    this.events.changed();
  }

  /** Makes a light photo of `file`, turned clockwise; false where this browser cannot read it, which is sent as it is. */
  async prepare(file: Blob, quarters: number): Promise<boolean> {
    const light = await reducePhoto(file, quarters).catch(() => null);
    if (light === null) {
      this.blob = file;
      this.element.classList.add("unseen");
      return false;
    }
    this.blob = light.blob;
    this.show(light.blob);
    const sharp = sharpness(light.grey.pixels, light.grey.size);
    this.wonder(blankness(light.grey.pixels, light.grey.size));
    this.element.classList.toggle("blurred", sharp !== null && sharp < BLURRED_UNDER);
    this.write("ready", sharp === null ? "Reçue" : "Bien lisible");
    return true;
  }

  /** What the server has of it, looked at as what a browser prepares is: it came from elsewhere, or from a format of its own. */
  async measure(): Promise<void> {
    const image = this.image;
    if (image === null) return;
    try {
      await image.decode();
    } catch {
      return; // it will be seen, or not, by whoever opens it
    }
    const grey = greyOf(image, { width: image.naturalWidth, height: image.naturalHeight });
    this.wonder(blankness(grey.pixels, grey.size));
    if (this.state === "ready") this.become("ready");
  }

  show(blob: Blob): void {
    if (!blob.type.startsWith("image/") || /hei[cf]/.test(blob.type)) {
      this.element.classList.add("unseen");
      return;
    }
    const image = this.image;
    if (image === null) return;
    if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
    image.src = URL.createObjectURL(blob);
    this.element.classList.remove("unseen");
  }

  /** The server's picture, unless the browser shows its own copy. */
  face(page: Page): void {
    const image = this.image;
    if (image === null) return;
    if (image.src.startsWith("blob:") && !this.element.classList.contains("unseen")) return;
    image.src = page.url;
    this.element.classList.remove("unseen");
    void this.measure();
  }

  /** What was said of `other` holds of this one too. */
  isSaidAs(other: Card): void {
    for (const fault of FAULTS) this.element.classList.toggle(fault, other.element.classList.contains(fault));
    for (const slot of ["ready", "doubted"]) this.write(slot, other.slot(slot)?.textContent ?? "");
  }

  badge(text: string): void {
    this.write(this.state === "sending" ? "sending" : "failed", text);
  }

  progress(share: number): void {
    const bar = this.element.querySelector("progress");
    if (bar) bar.value = share;
  }

  /** « Photo 2 de ton travail »; `of`: whose. */
  stand(place: number, many: number, of: string): void {
    const where = this.element.querySelector<HTMLElement>(".where");
    if (where !== null) {
      where.textContent = `${place + 1}`;
      where.hidden = many < 2;
    }
    const image = this.image;
    if (image !== null) image.alt = `Photo ${place + 1} ${of}`;
    for (const [act, off] of [
      ["earlier", place === 0],
      ["later", place === many - 1],
    ] as const) {
      const button = this.button(act);
      if (button === null) continue;
      button.hidden = many < 2;
      button.disabled = off;
    }
  }

  button(act: "remove" | "rotate" | "earlier" | "later"): HTMLButtonElement | null {
    return this.element.querySelector<HTMLButtonElement>(`[data-act=${act}]`);
  }

  private get image(): HTMLImageElement | null {
    return this.element.querySelector("img");
  }

  /** Whether it may be the wrong one; asked once it is ready, and in nobody's way. */
  private wonder(blank: Blank | null): void {
    this.element.classList.toggle("doubted", blank !== null);
    if (blank === null) return;
    this.write("doubted", DOUBTS[blank]);
    this.events.doubt?.(DOUBTS[blank]);
  }

  private slot(name: string): Element | null {
    return this.element.querySelector(`[data-slot=${name}]`);
  }

  private write(name: string, text: string): void {
    const shown = this.slot(name);
    if (shown) shown.textContent = text;
  }
}
