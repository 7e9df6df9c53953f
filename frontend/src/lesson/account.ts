import { boardInWords } from "../board/account";
import type { BoardDocument } from "../board/board_document";
import { drawingOf } from "../board/picture";
import { ALOUD } from "../maths/aloud";

/** The whole board in words: the lines of each page, and « Page 2 » when there are several. */
export function accountOf(
  board: BoardDocument,
  name: (author: string) => string,
): [lines: string[], place: string][] {
  const { list } = board.pages;
  return list.map((page, order) => {
    const { shapes } = drawingOf(board, page);
    const told = shapes.map(({ item, box: { top, bottom } }) => ({ item, top, bottom }));
    const several = list.length > 1;
    const lines = several && told.length === 0 ? ["Cette page est vide."] : boardInWords(told, name, ALOUD);
    return [lines, several ? `Page\u00a0${order + 1}` : ""];
  });
}
