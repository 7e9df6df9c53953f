import type * as Y from "yjs";
import type { BoardDocument } from "../board/board_document";
import type { Graph } from "../board/item";
import { BY_HAND } from "../board/origins";
import { followed } from "../board/rewriting";
import { curvesOf, functionsOf, graphSize, LONGEST_GRAPH, type Window } from "./graph";

/** By graph: no longer to look whether another's functions, written at the same instant, took the place of these. */
const looking = new WeakMap<Y.Map<unknown>, () => void>();

/**
 * `known`: as it was when this hand took it up. Its window and each of its functions change apart. False, and nothing
 * changes, when another typed something else in the same function meanwhile.
 */
export function changeGraph(board: BoardDocument, known: Graph, text: string, window: Window): boolean {
  const { id } = known;
  const [now, item] = [board.read(id), board.items.get(id)];
  const anew = text !== known.text;
  const wanted = anew && now?.kind === "graph" ? bothOf(known.text, text, now.text) : text;
  if (wanted === null) return false;
  board.act();
  board.doc.transact(() => {
    if (anew) item?.set("x", wanted.slice(0, LONGEST_GRAPH));
    if (`${window}` !== `${known.window}`) item?.set("r", [...window]);
  }, BY_HAND);
  if (anew && item !== undefined && now?.kind === "graph") lookAfter(board, item, now, wanted, window);
  return true;
}

/** Kept by two who had not heard each other, the last stands: whose functions are gone from it keeps them again. */
function lookAfter(
  board: BoardDocument,
  item: Y.Map<unknown>,
  known: Graph,
  text: string,
  window: Window,
): void {
  const own = item._map.get("x") as Y.Item;
  const heard = (): void => {
    const now = item._map.get("x");
    if (now === own) return;
    done();
    const graph = board.read(known.id);
    if (now === undefined || graph?.kind !== "graph" || board.items.get(known.id) !== item) return;
    if (followed(board.doc, now, own) || graph.text === text) return;
    board.under(own, () => {
      if (changeGraph(board, { ...graph, text: known.text }, text, graph.window)) return;
      const { height } = graphSize(graph.window, curvesOf(graph.text).length);
      const { x, y } = graph.place;
      board.laid.graph(text, window, { x, y: y + height * graph.scale }, graph.colour);
      board.apart();
    });
  };
  const done = (): void => board.doc.off("afterAllTransactions", heard);
  looking.get(item)?.();
  looking.set(item, done);
  board.doc.on("afterAllTransactions", heard);
}

/** Functions in which only one of the two typed; null: both did, each something else. */
function bothOf(before: string, mine: string, theirs: string): string | null {
  if (theirs === before || theirs === mine) return mine;
  const [was, own, others] = [functionsOf(before), functionsOf(mine), functionsOf(theirs)];
  const kept: string[] = [];
  for (let order = 0; order < Math.max(own.length, others.length, was.length); order += 1) {
    const [typed, other] = [own[order], others[order]];
    if (typed !== was[order] && other !== was[order] && typed !== other) return null;
    const one = typed === was[order] ? other : typed;
    if (one !== undefined) kept.push(one);
  }
  const whole = kept.join(";");
  return whole.length > LONGEST_GRAPH ? null : whole;
}
