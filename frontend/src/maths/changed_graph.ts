import type { BoardDocument } from "../board/board_document";
import type { Graph } from "../board/item";
import { BY_HAND } from "../board/origins";
import { LONGEST_GRAPH, type Window } from "./graph";

/** `known`: as it was when this hand took it up. False, and nothing changes, when another typed in it meanwhile. */
export function changeGraph(board: BoardDocument, known: Graph, text: string, window: Window): boolean {
  const { id } = known;
  const [now, item] = [board.read(id), board.items.get(id)];
  const anew = text !== known.text;
  if (anew && now?.kind === "graph" && now.text !== known.text && now.text !== text) return false;
  board.act();
  board.doc.transact(() => {
    if (anew) item?.set("x", text.slice(0, LONGEST_GRAPH));
    if (`${window}` !== `${known.window}`) item?.set("r", [...window]);
  }, BY_HAND);
  return true;
}
