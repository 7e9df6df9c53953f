import { csrfToken } from "../live/ticket";
import type { Slots } from "./slots";

/** « Continuer sur un autre appareil » : six digits from the server, and the time they have left. */
const PATIENCE_MS = 10_000;
const EVERY_MS = 1000;

interface Given {
  readonly code: string;
  readonly lasts_s: number;
  readonly address: string;
}

export class DeviceSheet {
  private readonly dialog: HTMLDialogElement;
  private readonly place: HTMLElement;
  private readonly said: HTMLElement;
  private readonly again: HTMLButtonElement;
  private readonly left: HTMLProgressElement;
  private timer: ReturnType<typeof setInterval> | undefined;
  private until = 0;
  /** Counts what is asked of the server: of an answer that comes once something else was asked, nothing is shown. */
  private asked = 0;
  /** To go on on another device, or for somebody who is invited. */
  private why: "device" | "invite" = "device";

  constructor(
    private readonly slots: Slots,
    /** What is shown, for who does not read it; null: nothing to say any more. */
    private readonly shown: (code: string | null) => void = () => undefined,
  ) {
    this.dialog = slots.get<HTMLDialogElement>("device-dialog");
    this.place = slots.get("device-code");
    this.said = slots.get("device-said");
    this.again = slots.get<HTMLButtonElement>("device-again");
    this.left = slots.get<HTMLProgressElement>("device-left");
    slots.on("device", () => this.open("device"));
    slots.on("invite", () => this.open("invite"));
    slots.on("device-again", () => void this.ask());
    slots.on("put-out", () => void this.putOut());
    slots.on("close-device", () => this.dialog.close());
    this.dialog.addEventListener("close", () => this.stop());
  }

  private open(why: "device" | "invite"): void {
    this.why = why;
    for (const part of this.slots.all("[data-for]")) part.hidden = part.dataset.for !== why;
    for (const other of this.slots.all<HTMLDialogElement>("dialog[open]")) other.close();
    this.dialog.showModal();
    void this.ask();
  }

  private async ask(): Promise<void> {
    this.stop();
    this.asked += 1;
    const mine = this.asked;
    this.place.textContent = "";
    this.said.textContent = "Un instant…";
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const said = (await answer.json()) as Partial<Given> & { message?: string };
      if (mine !== this.asked) return;
      if (!answer.ok || said.code === undefined) this.refuse(said.message ?? "");
      else this.show({ code: said.code, lasts_s: said.lasts_s ?? 0, address: said.address ?? "" });
    } catch {
      if (mine === this.asked) this.refuse("Pas de réseau pour l’instant\u00a0: la leçon reste ici.");
    }
  }

  /** What other devices a code brought leave the room, and these digits with them. */
  private async putOut(): Promise<void> {
    this.stop();
    this.asked += 1;
    const mine = this.asked;
    this.place.textContent = "";
    this.said.textContent = "Un instant…";
    try {
      const answer = await fetch(this.dialog.dataset.putOutUrl ?? "", {
        method: "POST",
        headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (!answer.ok) throw new Error(`put out: ${answer.status}`);
      const { message } = (await answer.json()) as { message: string };
      if (mine === this.asked) this.refuse(message);
    } catch {
      if (mine === this.asked) this.refuse("Ce n’est pas fait\u00a0: pas de réseau pour l’instant.");
    }
  }

  private get url(): string {
    const { url = "", inviteUrl = "" } = this.dialog.dataset;
    return this.why === "device" ? url : inviteUrl;
  }

  private show({ code, lasts_s, address }: Given): void {
    // Closed meanwhile.
    if (!this.dialog.open) return;
    this.slots.get(`${this.why}-address`).textContent = address;
    this.place.textContent = `${code.slice(0, 3)}\u00a0${code.slice(3)}`;
    this.place.setAttribute("aria-label", [...code].join(" "));
    this.left.max = lasts_s;
    this.until = performance.now() + lasts_s * 1000;
    this.left.hidden = false;
    const then =
      this.why === "device" ? "Cet appareil-ci quittera la salle." : "Tout le monde saura qui est là.";
    this.said.textContent = `Ils valent deux minutes, une seule fois. ${then}`;
    this.timer = setInterval(() => this.tick(), EVERY_MS);
    this.tick();
    this.shown(code);
  }

  private tick(): void {
    // Whoever was invited is there: these digits were good for once.
    if (this.why === "invite" && !this.slots.get("guests").hidden) {
      this.dialog.close();
      return;
    }
    const left = Math.max(0, (this.until - performance.now()) / 1000);
    this.left.value = left;
    if (left > 0) return;
    this.place.textContent = "";
    this.refuse("Ces chiffres ne valent plus.");
  }

  private refuse(why: string): void {
    this.stop();
    this.said.textContent = why;
    this.again.hidden = false;
  }

  private stop(): void {
    clearInterval(this.timer);
    this.again.hidden = true;
    this.left.hidden = true;
    this.shown(null);
  }
}
