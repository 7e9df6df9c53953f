import type { Awareness } from "y-protocols/awareness";
import type { BoardDocument } from "../board/board_document";
import type { BoardView } from "../board/board_view";
import { InstrumentBar } from "../room/instrument_bar";
import type { Slots } from "../room/slots";
import { Tray, type TrayOptions } from "./tray";

/** The tray and the buttons that act on it. */
export function openTray(
  slots: Slots,
  view: BoardView,
  board: BoardDocument,
  awareness: Awareness,
  options: TrayOptions,
): Tray {
  let bar: InstrumentBar | null = null;
  const tray = new Tray(slots.get("instruments"), view, board, awareness, {
    ...options,
    changed: () => {
      options.changed();
      bar?.show();
    },
  });
  bar = new InstrumentBar(slots, tray);
  tray.layTheirs();
  return tray;
}
