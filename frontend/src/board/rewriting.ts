import * as Y from "yjs";
import type { Acts } from "./acts";
import type { BoardDocument } from "./board_document";
import { both } from "./both";
import { rounded } from "./geometry";
import { type Formula, type Item, LONGEST_TEXT, type Text } from "./item";
import type { Writing } from "./laid";
import { BY_HAND } from "./origins";
import { LINE_HEIGHT } from "./shapes";

/** What this hand last wrote in a text, over which words. */
interface Rewritten {
  readonly known: Text | Formula | null;
  readonly text: string;
  readonly own: Y.Item | undefined;
}

/**
 * Texts and formulas written again, also by two at once: no words are lost.
 *
 * `known`: as it read when this hand took it up. What another changed in it meanwhile stays, with this beside what
 * touches it; taken away by the other, or its page, the words stay, as something new. True: not where it was asked for,
 * because of the other, which is to be told.
 */
export type Rewrite = (id: string, text: string, known?: Text | Formula | null) => boolean;

export function rewriting(board: BoardDocument, acts: Acts, { head, put }: Writing): Rewrite {
  const { doc, items, pages } = board;
  const rewritten = new Map<string, Rewritten>();

  const anew = (text: string, like: Text | Formula | null): void => {
    if (like === null || text.trim() === "") return;
    const { kind, colour, size, place } = like;
    const fields = { x: text.slice(0, LONGEST_TEXT), m: [rounded(place.x), rounded(place.y)] };
    put({ ...head(kind), c: colour, w: size }, fields);
  };

  const rewrite: Rewrite = (id, text, known = null) => {
    const now = pages.has(board.pageOf(id)) ? board.read(id) : null;
    const [before, theirs] = [saidBy(known), saidBy(now)];
    if (text === before) return false;
    let wanted: string | null = text;
    if (before !== null && theirs !== null && before !== theirs && text !== theirs) {
      wanted = known?.kind === "text" && text.trim() !== "" ? both(before, text, theirs) : null;
      if (wanted !== null && wanted.length > LONGEST_TEXT) wanted = null;
    }
    board.act();
    doc.transact(() => {
      const item = items.get(id);
      if (item === undefined || !pages.has(board.pageOf(id))) anew(text, known);
      else if (wanted === null) anew(text, below(now as Text | Formula));
      else if (wanted.trim() === "") items.delete(id);
      else {
        item.set("x", wanted.slice(0, LONGEST_TEXT));
        const own = item._map.get("x");
        rewritten.set(id, { known: now as Text | Formula | null, text: wanted, own });
      }
    }, BY_HAND);
    return wanted === null;
  };

  /** Kept by two who had not heard each other, the last stands: whose words are gone from it writes them again. */
  const heardOf = (id: string, { known, text, own }: Rewritten): void => {
    const item = items.get(id);
    const now = item?._map.get("x");
    if (now === own) return;
    rewritten.delete(id);
    if (now === undefined || own?.parent !== item || followed(doc, now, own as Y.Item)) return;
    if (saidBy(board.read(id)) === text) return;
    if (acts.under(own as Y.Item, () => rewrite(id, text, known))) board.apart();
  };

  doc.on("afterAllTransactions", (_: Y.Doc, all: Y.Transaction[]) => {
    if (all.some(({ local }) => !local)) for (const [id, mine] of [...rewritten]) heardOf(id, mine);
  });
  return rewrite;
}

/** Whether who wrote `now` had read `own`. */
export function followed(doc: Y.Doc, now: Y.Item, own: Y.Item): boolean {
  const { client, clock } = own.id;
  let at = now;
  while (at.origin) {
    at = Y.getItem(doc.store, at.origin);
    if (at.id.client === client && at.id.clock <= clock && clock < at.id.clock + at.length) return true;
  }
  return false;
}

/** The words of what is written. */
function saidBy(item: Item | null): string | null {
  return item?.kind === "text" ? item.text : item?.kind === "formula" ? item.latex : null;
}

/** Under what is written there: a formula is two lines high. */
function below<T extends Text | Formula>(item: T): T {
  const lines = item.kind === "text" ? item.text.split("\n").length : 2;
  const { x, y } = item.place;
  return { ...item, place: { x, y: y + lines * item.size * LINE_HEIGHT } };
}
