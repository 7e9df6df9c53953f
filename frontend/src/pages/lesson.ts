import * as Y from "yjs";
import { BoardDocument } from "../board/board_document";
import { BoardView } from "../board/board_view";
import { accountOf } from "../lesson/account";
import { controlsOf } from "../lesson/controls";
import { Moving } from "../lesson/moving";
import { Story } from "../lesson/story";
import { formulas } from "../maths/formulas";
import { setMaths } from "../maths/in_text";

/** The board after the lesson, or of a written answer: drawn again from what was kept, to look at and to carry away. */
const TALLEST_PX = 900;
/** Whose name this page was not given. */
const SOMEBODY = "Quelqu’un d’autre";

async function show(box: HTMLElement): Promise<void> {
  const answers = box.dataset.of === "answer";
  const note = box.querySelector<HTMLElement>("[data-slot=board-note]");
  const say = (text: string): void => {
    if (note) note.textContent = text;
  };
  let update: Uint8Array;
  try {
    update = await bytesOf(box.dataset.url);
  } catch {
    say("Le tableau n’est pas arrivé. Recharge la page quand le réseau revient.");
    return;
  }
  const [whole, board] = [boardOf(update), boardOf(update)];
  if (board.items.size === 0) {
    if (note === null) box.closest("section")?.remove();
    say("Rien n’a été écrit au tableau.");
    return;
  }
  note?.remove();
  const sheet = document.createElement("div");
  sheet.className = "sheet";
  sheet.tabIndex = 0;
  sheet.setAttribute("role", "img");
  sheet.setAttribute(
    "aria-label",
    answers ? "Le dessin de la réponse" : "Le tableau, comme à la fin de la leçon",
  );
  const [under, over] = [document.createElement("canvas"), document.createElement("div")];
  over.className = "drawn-over";
  sheet.append(under, over);
  box.append(sheet);
  let moving: Moving | null = null;
  const looked = (): void => moving?.looked();
  const view = new BoardView(board, under, over, looked, looked);
  moving = new Moving(sheet, view);
  // How large the board is depends on them.
  await formulas.settled();
  const bounds = view.bounds();
  if (bounds) {
    const shape = (bounds.bottom - bounds.top) / Math.max(1, bounds.right - bounds.left);
    sheet.style.height = `${Math.max(240, Math.min(TALLEST_PX, sheet.clientWidth * shape + 40))}px`;
  }
  requestAnimationFrame(() => view.lookAtAll());
  new ResizeObserver(() => view.lookAtAll()).observe(sheet);
  addEventListener("online", () => view.retry());
  const { teacherName = SOMEBODY, subject = "", date = "", firstName = "" } = box.dataset;
  const wrote: Record<string, string> = JSON.parse(
    document.getElementById("board-wrote")?.textContent ?? "{}",
  );
  box.append(inWords(whole, (author) => wrote[author] ?? teacherName));
  const story = await storyOf(box.dataset.story, whole.doc, board.doc);
  box.append(
    ...controlsOf(
      view,
      moving,
      whole,
      story,
      { subject, date, firstName },
      answers ? "Le fil du dessin" : "Le fil de la leçon",
    ),
  );
}

/** Null when how the board came to be was not kept, or does not arrive. */
async function storyOf(url: string | undefined, end: Y.Doc, shown: Y.Doc): Promise<Story | null> {
  if (url === undefined) return null;
  try {
    return await Story.of(await bytesOf(url), end, shown);
  } catch {
    return null;
  }
}

async function bytesOf(url = ""): Promise<Uint8Array> {
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

function boardOf(update: Uint8Array): BoardDocument {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  const board = new BoardDocument("", Date.now, () => crypto.randomUUID(), doc);
  board.page = board.pages.list[0] ?? board.page;
  return board;
}

/** The board as it was left, page after page, for whoever does not see it. */
function inWords(board: BoardDocument, name: (author: string) => string): HTMLElement {
  const all = document.createElement("div");
  all.className = "vh";
  all.setAttribute("role", "group");
  all.setAttribute("aria-label", "Le tableau en mots");
  for (const [lines, place] of accountOf(board, name)) {
    const [heading, list] = [document.createElement("p"), document.createElement("ol")];
    heading.textContent = place;
    for (const words of lines) {
      const line = document.createElement("li");
      line.textContent = words;
      list.append(line);
    }
    all.append(...(place === "" ? [] : [heading]), list);
  }
  return all;
}

const box = document.querySelector<HTMLElement>("#board");
const shut = box?.closest("details") ?? null;
if (box && shut && !shut.open) shut.addEventListener("toggle", () => void show(box), { once: true });
else if (box) void show(box);
for (const line of document.querySelectorAll(".kept-chat li")) setMaths(line);
