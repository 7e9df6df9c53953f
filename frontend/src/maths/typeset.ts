import katex from "katex";
import sheetText from "katex/dist/katex.min.css?raw";
import type { Mark, Typeset } from "./drawn";
import { giveFonts } from "./fonts";
import { LONGEST_LATEX } from "./limits";

/**
 * KaTeX lays a formula out as HTML; what it laid is measured and kept as marks a canvas can draw, so that a picture of
 * the board may be saved (a canvas that drew HTML may not). Loaded when the first formula appears.
 */
const MEASURED_PX = 100;
/** What MathLive writes and KaTeX does not know; and those KaTeX would draw with a `style` attribute. */
const MACROS = {
  "\\vec": "\\overrightarrow",
  "\\oiint": "\\oint",
  "\\oiiint": "\\oint",
  "\\exponentialE": "e",
  "\\imaginaryI": "i",
  "\\differentialD": "d",
  "\\placeholder": "\\square",
  "\\pgcd": "\\operatorname{PGCD}",
  "\\ppcm": "\\operatorname{PPCM}",
  "\\euro": "\\text{€}",
};
const FILLED =
  ".frac-line, .overline-line, .underline-line, .hline, .rule, .vertical-separator, .boxed, .fbox";

let sheet: CSSStyleSheet | null = null;

/** KaTeX's style sheet, adopted: no `<style>` for the CSP to refuse; the fonts are ours. */
export function adoptSheet(by: Document | ShadowRoot): void {
  giveFonts();
  if (sheet === null) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(sheetText.replaceAll(/@font-face\s*\{[^}]*\}/g, ""));
  }
  if (!by.adoptedStyleSheets.includes(sheet)) by.adoptedStyleSheets = [...by.adoptedStyleSheets, sheet];
}

/** Throws what KaTeX throws when the LaTeX is wrong. `wide`: as on a line of its own. */
export function layOut(latex: string, into: HTMLElement, wide: boolean): void {
  const french = latex.slice(0, LONGEST_LATEX).replaceAll(/(\d),(?=\d)/g, "$1{,}");
  katex.render(wide ? `\\displaystyle{${french}}` : french, into, {
    output: "html",
    throwOnError: true,
    strict: false,
    trust: false,
    maxSize: 20,
    maxExpand: 200,
    macros: { ...MACROS },
  });
}

/** The formula as marks, sizes in em. Throws when the LaTeX is wrong. */
export async function typeset(latex: string): Promise<Typeset> {
  const host = document.createElement("div");
  Object.assign(host.style, {
    position: "fixed",
    left: "0",
    top: "0",
    visibility: "hidden",
    pointerEvents: "none",
    contain: "strict",
    width: "1px",
    height: "1px",
  });
  host.setAttribute("aria-hidden", "true");
  const root = host.attachShadow({ mode: "open" });
  adoptSheet(root);
  const bench = document.createElement("div");
  Object.assign(bench.style, {
    position: "absolute",
    font: `${MEASURED_PX / 1.21}px/1.2 serif`,
    whiteSpace: "nowrap",
    color: "#000",
  });
  root.append(bench);
  document.body.append(host);
  try {
    layOut(latex, bench, true);
    await fontsOf(bench);
    return measured(bench);
  } finally {
    host.remove();
  }
}

/** The letters this formula uses, fetched before it is measured. */
async function fontsOf(bench: HTMLElement): Promise<void> {
  const fonts = new Set<string>();
  for (const text of texts(bench)) if (text.parentElement !== null) fonts.add(fontOf(text.parentElement, 16));
  await Promise.all([...fonts].map((font) => document.fonts.load(font)));
}

function measured(bench: HTMLElement): Typeset {
  const bases = [...bench.querySelectorAll(".base")].map((base) => base.getBoundingClientRect());
  const struts = [...bench.querySelectorAll(".strut")].map((strut) => strut.getBoundingClientRect());
  const left = Math.min(...bases.map((box) => box.left));
  const top = Math.min(...struts.map((box) => box.top));
  const em = (value: number): number => Math.round((value / MEASURED_PX) * 1e4) / 1e4;
  const marks: Mark[] = [];
  const on = document.createElement("canvas").getContext("2d");
  if (on === null) throw new Error("this browser draws no canvas");
  for (const text of texts(bench)) marks.push(...glyphs(text, on, left, top, em));
  for (const line of bench.querySelectorAll<HTMLElement>(FILLED)) marks.push(...edges(line, left, top, em));
  for (const svg of bench.querySelectorAll("svg")) marks.push(...curves(svg, left, top, em));
  return {
    width: em(Math.max(...bases.map((box) => box.right)) - left),
    height: em(Math.max(...struts.map((box) => box.bottom)) - top),
    marks,
  };
}

type Em = (value: number) => number;

function glyphs(text: Text, on: CanvasRenderingContext2D, left: number, top: number, em: Em): Mark[] {
  const parent = text.parentElement;
  if (parent === null) return [];
  const range = document.createRange();
  range.selectNodeContents(text);
  const box = range.getBoundingClientRect();
  const size = Number.parseFloat(getComputedStyle(parent).fontSize);
  on.font = fontOf(parent, size);
  // The box of letters is as high as their font says, from its top down to the line they stand on.
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = on.measureText("x");
  const baseline = box.top + (box.height * above) / (above + below);
  const words = (text.data.match(/[^\u200b]/gu) ?? []).join("");
  return [
    {
      kind: "glyphs",
      text: words,
      font: fontOf(parent, 1),
      size: em(size),
      x: em(box.left - left),
      y: em(baseline - top),
    },
  ];
}

/** Lines drawn as borders: fraction bars, frames, the columns of a table. */
function edges(line: HTMLElement, left: number, top: number, em: Em): Mark[] {
  const box = line.getBoundingClientRect();
  const style = getComputedStyle(line);
  const thick = (side: "top" | "right" | "bottom" | "left"): number =>
    style.getPropertyValue(`border-${side}-style`) === "none"
      ? 0
      : Number.parseFloat(style.getPropertyValue(`border-${side}-width`));
  const [x, y] = [box.left - left, box.top - top];
  const sides = [
    [x, y, box.width, thick("top")],
    [x, y + box.height - thick("bottom"), box.width, thick("bottom")],
    [x, y, thick("left"), box.height],
    [x + box.width - thick("right"), y, thick("right"), box.height],
  ] as const;
  return sides
    .filter(([, , width, height]) => width > 0 && height > 0)
    .map((side) => ({
      kind: "bar",
      box: side.map(em) as unknown as readonly [number, number, number, number],
    }));
}

/** Roots, braces, arrows and wide hats are SVG: their paths, where they lie, cut by the box that cuts them. */
function curves(svg: SVGSVGElement, left: number, top: number, em: Em): Mark[] {
  const cut = (
    svg.closest(".hide-tail, .stretchy, .brace-left, .brace-center, .brace-right") ?? svg
  ).getBoundingClientRect();
  const box = [cut.left - left, cut.top - top, cut.width, cut.height].map(em) as unknown as readonly [
    number,
    number,
    number,
    number,
  ];
  const found: Mark[] = [];
  for (const path of svg.querySelectorAll<SVGGeometryElement>("path, line")) {
    const at = path.getScreenCTM();
    if (at === null) continue;
    const { a, b, c, d, e, f } = at;
    const matrix = [a, b, c, d, e - left, f - top].map((value) => value / MEASURED_PX) as unknown as Matrix;
    if (path instanceof SVGLineElement) {
      const ends = [path.x1, path.y1, path.x2, path.y2].map((length) => length.baseVal.value);
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = ends;
      found.push({
        kind: "curve",
        path: `M${x1} ${y1}L${x2} ${y2}`,
        matrix,
        box,
        stroke: path.getAttribute("stroke-width") === null ? 0 : 0.046,
      });
    } else {
      found.push({ kind: "curve", path: path.getAttribute("d") ?? "", matrix, box, stroke: 0 });
    }
  }
  return found;
}

type Matrix = readonly [number, number, number, number, number, number];

function texts(bench: HTMLElement): Text[] {
  const walker = document.createTreeWalker(bench, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    if (text.data.replaceAll(/[\u200b\s]/g, "") !== "") found.push(text);
  }
  return found;
}

function fontOf(element: Element, size: number): string {
  const { fontStyle, fontWeight, fontFamily } = getComputedStyle(element);
  return `${fontStyle} ${fontWeight} ${size}px ${fontFamily}`;
}
