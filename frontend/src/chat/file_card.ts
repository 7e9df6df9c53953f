import type { Line } from "./chat_log";

/** A photo or a PDF in the conversation: seen small, opened whole, laid on the board by a key. */
export function fileCard(line: Line, lay: HTMLTemplateElement, act: () => void): HTMLElement {
  const card = document.createElement("div");
  card.className = "sent-file";
  const first = line.pages[0];
  if (first === undefined) return card;
  const many = line.pages.length;
  const link = document.createElement("a");
  link.href = first.url;
  link.target = "_blank";
  link.rel = "noopener";
  const image = document.createElement("img");
  image.src = first.url;
  image.width = first.width;
  image.height = first.height;
  image.loading = "lazy";
  image.alt = `${wordOf(line)}, en grand dans une autre fenêtre`;
  link.append(image);
  card.append(link);
  if (many > 1) {
    const count = document.createElement("span");
    count.className = "soft";
    count.textContent = `${many} pages`;
    card.append(count);
  }
  const key = lay.content.firstElementChild?.cloneNode(true) as HTMLElement;
  key.addEventListener("click", act);
  card.append(key);
  return card;
}

/** What a line with a file is, in a word. */
export function wordOf({ pages }: Pick<Line, "pages">): string {
  return pages[0]?.alone === true ? "Un document" : "Une photo";
}
