import type { StaffIncoming, StaffOutgoing } from "../live/protocol";
import { openSocket } from "../live/socket";
import { BoardState } from "../staff/board";
import { BoardView } from "../staff/board_view";
import { announceAtMost } from "./announce";

const TICK_MS = 1000;
const ANNOUNCE_EVERY_MS = 60_000;

function watch(page: HTMLElement): void {
  const state = new BoardState((page.dataset.levels ?? "").split(" "));
  const view = new BoardView(page, state, () => socket.clock.now());
  const socket = openSocket<StaffIncoming, StaffOutgoing>(page.dataset.ticketUrl ?? "", {
    onMessage(message) {
      if (message.type !== "board") return;
      state.take(message);
      view.draw();
      const said = page.querySelector('[data-slot="alarm-fact"]')?.textContent ?? "";
      if (said !== "") announceAtMost("alarm", said, ANNOUNCE_EVERY_MS);
    },
    onState(link, ending) {
      view.link(link);
      if (link === "ended" && ending !== null) location.reload();
    },
  });
  setInterval(() => {
    if (socket.state === "online") view.tick();
  }, TICK_MS);
}

const page = document.querySelector<HTMLElement>("#board");
if (page !== null) watch(page);
