import { ring } from "../call/sound";
import { unbroken } from "./words";

/** Somebody comes: the whole page says so, by eye, ear and hand, until the pupil picks up. */
const TITLE_EVERY_MS = 1000;
const RING_AGAIN_MS = 12_500;

export interface Coming {
  readonly teacher: string;
  readonly url: string;
}

export class Ringing {
  private silence: (() => void) | null = null;
  private timers: ReturnType<typeof setInterval>[] = [];
  private notification: Notification | null = null;
  private readonly title = document.title;

  constructor(
    private readonly overlay: HTMLElement,
    private readonly behind: HTMLElement,
  ) {}

  get on(): boolean {
    return !this.overlay.hidden;
  }

  start({ teacher: said, url }: Coming): void {
    const teacher = unbroken(said);
    const pickUp = this.overlay.querySelector<HTMLAnchorElement>("[data-slot=pick-up]");
    if (pickUp) pickUp.href = url;
    for (const slot of this.overlay.querySelectorAll("[data-slot=teacher]")) slot.textContent = teacher;
    if (this.timers.length > 0) return;
    this.overlay.hidden = false;
    this.behind.inert = true;
    document.body.classList.add("rings");
    pickUp?.focus();
    this.silence = ring();
    let odd = false;
    this.timers = [
      setInterval(() => {
        this.silence?.();
        this.silence = ring();
      }, RING_AGAIN_MS),
      setInterval(() => {
        odd = !odd;
        document.title = odd ? "Décroche\u00a0!" : `${teacher} t’appelle`;
      }, TITLE_EVERY_MS),
    ];
    document.title = `${teacher} t’appelle`;
    this.notify(teacher, url);
    pickUp?.addEventListener("click", () => this.quiet(), { once: true });
  }

  stop(): void {
    this.quiet();
    this.overlay.hidden = true;
    this.behind.inert = false;
    document.body.classList.remove("rings");
    document.title = this.title;
  }

  private quiet(): void {
    this.silence?.();
    this.silence = null;
    for (const timer of this.timers) clearInterval(timer);
    this.timers = [];
    this.notification?.close();
    this.notification = null;
  }

  private notify(teacher: string, url: string): void {
    if (!document.hidden || typeof Notification === "undefined" || Notification.permission !== "granted")
      return;
    try {
      this.notification = new Notification(`${teacher} t’appelle`, {
        body: "Décroche\u00a0: ton cours commence.",
        tag: "declic-ring",
        requireInteraction: true,
      });
      this.notification.onclick = () => {
        window.focus();
        location.assign(url);
      };
    } catch {
      // Android asks for a service worker: sound, vibration and title remain.
    }
  }
}

/** Shows `button` where notifications can be asked for, and asks when it is pressed, never before. */
export function offerNotification(
  button: HTMLElement,
  granted: HTMLElement | null,
  accepted: () => void = () => undefined,
): void {
  if (typeof Notification === "undefined") return;
  const show = (): void => {
    button.hidden = Notification.permission !== "default";
    if (granted) granted.hidden = Notification.permission !== "granted";
  };
  button.addEventListener("click", async () => {
    if ((await Notification.requestPermission()) === "granted") accepted();
    show();
  });
  show();
}

/** Keeps the screen lit while the page is shown and somebody may come. */
export function stayAwake(): void {
  if (!("wakeLock" in navigator)) return;
  const ask = (): void => {
    if (document.visibilityState === "visible")
      void navigator.wakeLock.request("screen").catch(() => undefined);
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}
