/**
 * Mathematics inside a message: LaTeX between two dollars, « $\frac{1}{2}$ », set where it stands and read aloud. Two
 * prices are not a formula: no space follows the first dollar or comes before the second.
 */
export type Part = { readonly words: string } | { readonly latex: string };

const INSIDE = /\$([^\s$](?:[^$\n]*[^\s$])?)\$(?!\d)/g;

export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const found of text.matchAll(INSIDE)) {
    if (found.index > from) parts.push({ words: text.slice(from, found.index) });
    parts.push({ latex: found[1] ?? "" });
    from = found.index + found[0].length;
  }
  if (from < text.length) parts.push({ words: text.slice(from) });
  return parts;
}

/** As it is read aloud, or told where there is no room to draw. */
export async function inWords(text: string): Promise<string> {
  const told = partsOf(text).map((part) => ("words" in part ? part.words : aloud(part.latex)));
  return (await Promise.all(told)).join("");
}

/** The message on the page. A formula shows its LaTeX until KaTeX is there, and when it is wrong. */
export function withMaths(text: string): Node[] {
  return partsOf(text).map((part) =>
    "words" in part ? document.createTextNode(part.words) : formulaOf(part.latex),
  );
}

/** What the server wrote: its formulas are set where they stand. */
export function setMaths(element: Element): void {
  for (const node of [...element.childNodes]) {
    if (!(node instanceof Text) || !node.data.includes("$")) continue;
    node.replaceWith(...withMaths(node.data));
  }
}

function formulaOf(latex: string): HTMLElement {
  const formula = document.createElement("span");
  const shown = document.createElement("span");
  const said = document.createElement("span");
  formula.className = "maths";
  shown.textContent = latex;
  shown.setAttribute("aria-hidden", "true");
  said.className = "vh";
  formula.append(shown, said);
  void aloud(latex).then((words) => {
    said.textContent = words;
  });
  void set(latex, shown);
  return formula;
}

/** How to read formulas comes with the first; without it, or the network, its LaTeX is read. */
async function aloud(latex: string): Promise<string> {
  try {
    const { spoken } = await import("./spoken");
    return spoken(latex);
  } catch {
    return latex;
  }
}

async function set(latex: string, shown: HTMLElement): Promise<void> {
  try {
    const { adoptSheet, layOut } = await import("./typeset");
    adoptSheet(document);
    const made = document.createElement("span");
    layOut(latex, made, false);
    shown.replaceChildren(made);
  } catch {
    // Wrong LaTeX, or no network: what was written stays.
  }
}
