import type { DeviceSheet } from "./device";
import type { Freeze, FreezeNeeds } from "./freeze";
import { Later } from "./later";
import type { Little } from "./little";
import type { Panels } from "./panels";
import type { SideBySide, TypingNeeds } from "./side_by_side";
import type { Slots } from "./slots";
import type { Telephone, TelephoneActs } from "./telephone";

/** What the room of the smallest has more, and from its first moment: null in the others. */
export function littleIn(slots: Slots): Later<Little> | null {
  if (slots.root.dataset.little === undefined) return null;
  const little = new Later(async () => {
    const { Little } = await import("./little");
    return new Little(slots);
  });
  little.pressedBy(slots.all("[data-do=colours]"));
  void little.ahead();
  return little;
}

/** The digits for another device, or for somebody invited. */
export function deviceIn(
  slots: Slots,
  little: Later<Little> | null,
  coming: (words: string | null) => void,
): Later<DeviceSheet> {
  const device = new Later(async () => {
    const { DeviceSheet } = await import("./device");
    return new DeviceSheet(slots, (code) => little?.here?.codeIs(code));
  }, coming);
  device.pressedBy(slots.all('[data-do="device"], [data-do="invite"]'));
  return device;
}

/** Two who write to each other letter by letter: also asked for by the first letters, or the first line. */
export function togetherIn(
  slots: Slots,
  needs: TypingNeeds,
  coming: (words: string | null) => void,
): Later<SideBySide> {
  const together = new Later(async () => {
    const { SideBySide } = await import("./side_by_side");
    return new SideBySide(slots, needs);
  }, coming);
  together.pressedBy(slots.all("[data-do=type-together]"));
  return together;
}

/** What stands beside the board of a teacher alone: openings, their note, « Passer la main ». Fetched at once. */
export function asideIn(
  slots: Slots,
  panels: Panels,
  pupil: string,
  now: () => number | null,
  coming: (words: string | null) => void,
): readonly Later<true>[] {
  if (slots.root.dataset.role !== "teacher") return [];
  const aside = new Later<true>(async () => {
    const { wireAside } = await import("./aside");
    wireAside(slots, panels, pupil, now);
    return true;
  }, coming);
  aside.pressedBy(slots.all("[data-opening], [data-do=hand-over]"));
  void aside.ahead();
  return [aside];
}

/** « Geler et écrire dessus ». */
export function freezeIn(
  slots: Slots,
  needs: FreezeNeeds,
  coming: (words: string | null) => void,
): Later<Freeze> {
  const freeze = new Later(async () => {
    const { Freeze } = await import("./freeze");
    return new Freeze(slots, needs);
  }, coming);
  freeze.pressedBy(slots.all('[data-do="freeze-self"], [data-do="freeze-remote"]'));
  return freeze;
}

/** « Continuer par téléphone », where the service has a telephone at all. */
export function telephoneIn(
  slots: Slots,
  teaches: boolean,
  other: string,
  acts: TelephoneActs,
  coming: (words: string | null) => void,
): Later<Telephone> {
  const telephone = new Later(async () => {
    const { Telephone } = await import("./telephone");
    return new Telephone(slots, teaches, other, acts);
  }, coming);
  telephone.pressedBy(slots.all('[data-do="telephone"], [data-do="hang-up-telephone"]'));
  const form = telephoneForm(slots);
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    if (telephone.here === null)
      void telephone.get().then((part) => {
        if (part !== null) form.requestSubmit();
      });
  });
  return telephone;
}

/** Null where nobody can be called. */
export function telephoneForm(slots: Slots): HTMLFormElement | null {
  return slots.root.querySelector("[data-slot=telephone-form]");
}
