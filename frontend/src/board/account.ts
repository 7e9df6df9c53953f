import type { Aloud } from "../maths/aloud";
import { AIDS } from "./aids";
import { type FigureKind, type Item, isFigure, isInk } from "./item";

/** The board in words, for whoever does not see it: top to bottom, runs of strokes told together. */
const COLOURS: Readonly<Record<string, string>> = {
  "#2B4C9B": "bleu",
  "#A3440C": "orange",
  "#14211C": "noir",
  "#0D6B3F": "vert",
  "#6A3FA0": "violet",
};
const FIGURE_NAMES: Readonly<Record<FigureKind, string>> = {
  line: "un trait droit",
  arrow: "une flèche",
  rectangle: "un rectangle",
  ellipse: "un rond",
};
/** Strokes nearer than this, from top to bottom, are one drawing (board units). */
const SAME_DRAWING = 60;

/** How `name` calls whoever reads. */
export const ME = "Moi";

export interface Told {
  readonly item: Item;
  readonly top: number;
  readonly bottom: number;
}

/** `aloud`: null, and mathematics are only named, when how to read them has not come. */
export function boardInWords(
  told: readonly Told[],
  name: (author: string) => string,
  aloud: Aloud | null,
): string[] {
  const lines: string[] = [];
  let strokes: Told[] = [];
  let foot = 0;
  const endDrawing = (): void => {
    const first = strokes[0]?.item;
    if (first !== undefined) lines.push(drawing(strokes.length, first, name));
    strokes = [];
  };
  let photo = 0;
  for (const one of [...told].sort((a, b) => a.top - b.top)) {
    const { item } = one;
    if (isInk(item)) {
      const last = strokes.at(-1);
      const apart = last === undefined ? 0 : one.top - foot;
      if (
        last !== undefined &&
        (last.item.author !== item.author || last.item.kind !== item.kind || apart > SAME_DRAWING)
      ) {
        endDrawing();
      }
      foot = strokes.length === 0 ? one.bottom : Math.max(foot, one.bottom);
      strokes.push(one);
      continue;
    }
    endDrawing();
    if (isFigure(item)) {
      lines.push(`${name(item.author)}\u00a0: ${FIGURE_NAMES[item.kind]}${inColour(item.colour)}.`);
    } else if (item.kind === "aid") {
      lines.push(`${name(item.author)}\u00a0: ${AIDS[item.aid].told}.`);
    } else if (item.kind === "formula") {
      lines.push(
        `${name(item.author)}\u00a0: une formule${aloud === null ? "" : `, ${aloud.formula(item.latex)}`}.`,
      );
    } else if (item.kind === "graph") {
      lines.push(`${name(item.author)}\u00a0: ${aloud?.graph(item.text, item.window) ?? "une courbe"}.`);
    } else if (item.kind === "unknown") {
      lines.push(`${name(item.author)}\u00a0: un élément que cette page ne sait pas encore lire.`);
    } else if (item.kind === "text") {
      const who = name(item.author);
      const wrote = who === ME ? "J’ai écrit" : `${who} a écrit`;
      lines.push(`${wrote}\u00a0: «\u00a0${item.text.replaceAll("\n", ", ")}\u00a0»`);
    } else if (item.author !== "") {
      lines.push(`${name(item.author)}\u00a0: une photo.`);
    } else {
      photo += 1;
      lines.push(`Photo ${photo}\u00a0: le devoir commencé.`);
    }
  }
  endDrawing();
  return lines.length === 0 ? ["Le tableau est vide."] : lines;
}

function drawing(count: number, first: Item, name: (author: string) => string): string {
  const what = first.kind === "marker" ? "surlignage" : "trait";
  const many = count > 1 ? `${count} ${what}s` : `1 ${what}`;
  return `${name(first.author)}\u00a0: ${many} à la main${"colour" in first ? inColour(first.colour) : ""}.`;
}

function inColour(code: string): string {
  const colour = COLOURS[code];
  return colour === undefined ? "" : `, en ${colour}`;
}
