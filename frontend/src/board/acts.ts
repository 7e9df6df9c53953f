import * as Y from "yjs";
import { FIRST_PAGE } from "./item";
import { BY_HAND } from "./origins";
import type { Pages } from "./pages";

const ACT = "act";
export interface Act {
  readonly page: string;
  /** It took the page away: undone, it brings it back. */
  readonly removes?: boolean;
}
/** Somebody else has changed since what the act had done: it is not to be taken back any more. */
export const OVERTAKEN = Symbol("overtaken");
/** The page of the act taken back or done again, which may not be the one in sight; null: there was none. */
export type TakenBack = string | typeof OVERTAKEN | null;

export type UndoStack = "undoStack" | "redoStack";
export type StackItem = Y.UndoManager["undoStack"][number];

/** What one's own hand did on the board, taken back and done again one act at a time. */
export interface Acts {
  /** What follows is one act. */
  begin(act: Act): void;
  /** What nobody's hand does is an act above the one it follows from, under the one under way, which stays one. */
  under<Done>(from: Y.Item, write: () => Done): Done;
  /** One's last act, or nothing: never the one before in its place. */
  undo(): TakenBack;
  redo(): TakenBack;
  /** Those that can be taken back, or done again, now. */
  open(from: UndoStack): StackItem[];
}

export function actsOn(items: Y.Map<Y.Map<unknown>>, pages: Pages): Acts {
  /** The act under way. */
  let acting: Act = { page: FIRST_PAGE };
  /** The act being undone or redone. */
  let takenBack: Act | null = null;
  // Acts are cut by `begin`, not by the time that passes.
  const undoing = new Y.UndoManager([items, ...pages.undoable], {
    trackedOrigins: new Set([BY_HAND]),
    captureTimeout: Number.MAX_SAFE_INTEGER,
  });
  undoing.on("stack-item-added", ({ stackItem }) => {
    stackItem.meta.set(ACT, takenBack ?? acting);
  });

  /** What lies on a page taken away is not taken back unseen: it waits for the page. */
  const isSeen = ({ page, removes }: Act): boolean => removes === true || pages.has(page);
  const open = (from: UndoStack): StackItem[] =>
    undoing[from].filter((one) => !cameToNothing(one) && isSeen(one.meta.get(ACT)));

  /** Yjs goes on to the act before when one changes nothing any more: it is shown one act alone. */
  const takeBack = (from: UndoStack, to: UndoStack, take: () => unknown): TakenBack => {
    const other = undoing[to];
    const act = open(from).at(-1);
    if (act === undefined) return null;
    const waiting = undoing[from].filter((one) => one !== act);
    const taken: Act = act.meta.get(ACT);
    takenBack = taken;
    // Yjs looks through both stacks for what is one's own; the acts that wait stand in the one it does not take from.
    const beside = [...other, ...waiting];
    [undoing[from], undoing[to]] = [[act], [...beside]];
    try {
      return take() === null ? OVERTAKEN : taken.page;
    } finally {
      const added = undoing[to].slice(beside.length);
      [undoing[from], undoing[to]] = [waiting, [...other, ...added]];
      takenBack = null;
    }
  };

  return {
    begin: (act) => {
      acting = act;
      undoing.stopCapturing();
    },
    under: ({ id }, write) => {
      const before = acting;
      const { undoStack, lastChange } = undoing;
      const last = undoStack.at(-1);
      const done = write();
      const since = lastChange > 0 && last !== undefined && !Y.isDeleted(last.insertions, id);
      if (since && undoStack.at(-1) !== last) undoStack.push(...undoStack.splice(-2, 1));
      acting = before;
      undoing.lastChange = lastChange;
      return done;
    },
    undo: () => takeBack("undoStack", "redoStack", () => undoing.undo()),
    redo: () => takeBack("redoStack", "undoStack", () => undoing.redo()),
    open,
  };
}

/** All it laid it took away itself, as a figure given up midway. */
function cameToNothing({ insertions, deletions }: StackItem): boolean {
  return Y.equalDeleteSets(insertions, deletions);
}
