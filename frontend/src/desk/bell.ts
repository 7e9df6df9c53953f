import { ring as sound } from "../call/sound";
import type { Ring } from "./messages";

/** Everything that calls a teacher who may be looking elsewhere: sound, vibration, title, notification. */
const BLINK_MS = 1000;
const TAG = "declic-ring";

export class Bell {
  private silence: (() => void) | null = null;
  private blinking: ReturnType<typeof setInterval> | null = null;
  private notification: Notification | null = null;
  private readonly title = document.title;

  start(ring: Ring): void {
    this.stop();
    const what = `${ring.subject_label}, ${ring.level_label}`;
    this.silence = sound();
    this.blink(`Ça sonne\u00a0: ${what}`);
    this.notify(what, ring.tried);
  }

  stop(): void {
    this.silence?.();
    this.silence = null;
    if (this.blinking !== null) clearInterval(this.blinking);
    this.blinking = null;
    document.title = this.title;
    this.notification?.close();
    this.notification = null;
  }

  private blink(calling: string): void {
    document.title = calling;
    this.blinking = setInterval(() => {
      document.title = document.title === calling ? this.title : calling;
    }, BLINK_MS);
  }

  private notify(what: string, tried: string): void {
    if (!canNotify() || Notification.permission !== "granted" || document.visibilityState === "visible")
      return;
    try {
      this.notification = new Notification(`Un élève vous demande\u00a0: ${what}`, {
        body: tried,
        tag: TAG,
        lang: "fr",
        requireInteraction: true,
      });
      this.notification.onclick = () => {
        window.focus();
        this.notification?.close();
      };
    } catch {
      // Chrome on Android only notifies through a service worker: the sound and the vibration remain.
    }
  }
}

export function canNotify(): boolean {
  return typeof Notification !== "undefined";
}
