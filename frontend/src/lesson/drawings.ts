import type { BoardDocument } from "../board/board_document";
import type { Item } from "../board/item";
import { drawingOf, type PageDrawing } from "../board/picture";
import type { Photos } from "../board/shapes";
import { formulas } from "../maths/formulas";

/** The pages of a board after its lesson, drawn whole: what the room does not need. */
const LOOKED_AT_EVERY_MS = 60;

/** The page once its formulas are set: they are as large as what KaTeX laid out. */
export async function settledDrawingOf(board: BoardDocument, page: string): Promise<PageDrawing> {
  formulas.retry();
  drawingOf(board, page);
  await formulas.settled();
  return drawingOf(board, page);
}

/** Once each photo on them came, or will not: how many will not. Those that did not come before are tried again. */
export async function photosOf(drawings: readonly PageDrawing[], photos: Photos): Promise<number> {
  const items = drawings.flatMap(({ shapes }) => shapes.map(({ item }) => item));
  const sources = new Set(items.flatMap((item) => (item.kind === "photo" ? [item.source] : [])));
  photos.retry();
  for (;;) {
    const states = [...sources].map((source) => photos.get(source));
    if (!states.includes(null)) return states.filter((state) => state === "missing").length;
    await new Promise((done) => setTimeout(done, LOOKED_AT_EVERY_MS));
  }
}

/** Everything on every page there is, page after page. */
export function allItems(board: BoardDocument): Item[] {
  return board.pages.list.flatMap((page) => drawingOf(board, page).shapes.map(({ item }) => item));
}
