import { INSTRUMENTS } from "../instruments/instrument";
import type { Tray } from "../instruments/tray";
import type { Slots } from "./slots";

/** The buttons of the geometry set: which instruments are out, and what may be done with the one held. */
export class InstrumentBar {
  constructor(
    private readonly slots: Slots,
    private readonly tray: Tray,
  ) {
    for (const button of slots.all("[data-instrument]")) {
      const kind = INSTRUMENTS.find((known) => known === button.dataset.instrument);
      if (kind !== undefined) button.addEventListener("click", () => tray.toggle(kind));
    }
    slots.on("turn-left", () => tray.turn(-1));
    slots.on("turn-right", () => tray.turn(1));
    slots.on("compass-wider", () => tray.open(1));
    slots.on("compass-closer", () => tray.open(-1));
    slots.on("compass-circle", () => tray.circle());
    slots.on("put-away", () => tray.putAway());
    this.show();
  }

  show(): void {
    const { current } = this.tray;
    this.slots.get("instrument-acts").hidden = current === null;
    for (const button of this.slots.all('[data-do^="compass-"]')) button.hidden = current !== "compass";
    for (const button of this.slots.all('[data-do^="turn-"]')) button.hidden = current === "compass";
    for (const button of this.slots.all("[data-instrument]")) {
      const out = INSTRUMENTS.some((kind) => kind === button.dataset.instrument && this.tray.has(kind));
      button.setAttribute("aria-pressed", String(out));
    }
  }
}
