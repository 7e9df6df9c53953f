import type { DeviceSheet } from "./device";
import { Later } from "./later";
import type { Little } from "./little";
import type { Slots } from "./slots";

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
