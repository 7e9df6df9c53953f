import { contactIn } from "../chat/contacts";

/** As `src/declic/classroom/rules/written.py` writes it, which masks what is kept. */
export const MASK = "[coordonnées retirées]";
/** Spaces of LaTeX. */
const SPACES = /\\[,;: ]|~/g;

/** What is shown of a text of the board: contact details another program may have written are not. */
export function masked(text: string): string {
  const found = contactIn(text) ?? (text.includes("\\") ? contactIn(text.replace(SPACES, " ")) : null);
  return found === null ? text : MASK;
}

/** The same of a formula. */
export function maskedLatex(latex: string): string {
  return masked(latex) === MASK ? `\\text{${MASK}}` : latex;
}
