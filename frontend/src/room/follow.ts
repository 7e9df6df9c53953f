import type { BoardDocument } from "../board/board_document";
import type { BoardView } from "../board/board_view";
import type { Others } from "../board/others";
import { announce } from "../pages/announce";
import type { PageBar } from "./page_bar";
import { setAttribute, setHidden, setText } from "./same";
import type { Slots } from "./slots";
import { asSubject, type Words } from "./words";

/** Where the other is, when that is not in sight: one key goes there. Shows it, each time it is called. */
export function follow(
  slots: Slots,
  board: BoardDocument,
  view: BoardView,
  others: Others,
  pages: PageBar,
  words: Words,
): () => void {
  const key = slots.get("follow");
  let toldOfPage = "";
  slots.on("follow", () => {
    const elsewhere = others.elsewhere();
    if (elsewhere === null) return;
    pages.go(elsewhere.page);
    if (elsewhere.at !== null) view.centre(elsewhere.at);
  });
  return () => {
    const elsewhere = others.elsewhere();
    setHidden(key, elsewhere === null);
    if (elsewhere === null) return;
    const page = elsewhere.page === board.page ? null : pages.number(elsewhere.page);
    setAttribute(key, "data-to", String(page ?? ""));
    const { name } = elsewhere.person;
    setText(slots.get("follow-label"), words.follow(name, page));
    const told = `${asSubject(name)} est à la page ${page}.`;
    if (page !== null && told !== toldOfPage) announce(told);
    toldOfPage = page === null ? "" : told;
  };
}
