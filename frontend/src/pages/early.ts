import type { Early } from "../live/early";
import { SUBPROTOCOL } from "../live/protocol";
import type { Ticket } from "../live/ticket";

/** Opens the room's socket before its script has come: see `live/early`. */
const ticket: Ticket | null = JSON.parse(document.getElementById("room-ticket")?.textContent ?? "null");
if (ticket !== null) {
  const url = new URL(ticket.path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  const socket = new WebSocket(url, SUBPROTOCOL);
  socket.binaryType = "arraybuffer";
  const early: Early = { path: ticket.path, socket, heard: [], closed: null };
  socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => early.heard.push(event);
  socket.onclose = (event) => {
    early.closed = event;
  };
  globalThis.declicEarly = early;
}
