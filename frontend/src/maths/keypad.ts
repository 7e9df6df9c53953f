/** The keys under the formula: what a phone's keyboard has not. `#@`: what is chosen or stands before, `#?`: to fill. */
export interface Key {
  readonly shown: string;
  /** As it is read aloud. */
  readonly label: string;
  readonly insert?: string;
  /** A command of the field instead. */
  readonly act?: "deleteBackward" | "moveToPreviousChar" | "moveToNextChar" | "moveUp" | "moveDown";
}

function digit(shown: string): Key {
  return { shown, label: shown, insert: shown };
}

const BACK: Key = { shown: "⌫", label: "Effacer", act: "deleteBackward" };
const BEFORE: Key = { shown: "←", label: "Vers la gauche", act: "moveToPreviousChar" };
const AFTER: Key = { shown: "→", label: "Vers la droite", act: "moveToNextChar" };
const FRACTION: Key = { shown: "a/b", label: "Fraction", insert: "\\frac{#@}{#?}" };

/** Six columns. */
export const USUAL: readonly Key[] = [
  ...["7", "8", "9"].map(digit),
  { shown: "÷", label: "Divisé par", insert: "\\div" },
  FRACTION,
  { shown: "√", label: "Racine carrée", insert: "\\sqrt{#0}" },
  ...["4", "5", "6"].map(digit),
  { shown: "×", label: "Fois", insert: "\\times" },
  { shown: "x²", label: "Au carré", insert: "#@^{2}" },
  { shown: "xⁿ", label: "Puissance", insert: "#@^{#?}" },
  ...["1", "2", "3"].map(digit),
  { shown: "−", label: "Moins", insert: "-" },
  { shown: "(", label: "Parenthèse ouvrante", insert: "(" },
  { shown: ")", label: "Parenthèse fermante", insert: ")" },
  digit("0"),
  { shown: ",", label: "Virgule", insert: "{,}" },
  { shown: "=", label: "Égale", insert: "=" },
  { shown: "+", label: "Plus", insert: "+" },
  { shown: "x", label: "x", insert: "x" },
  { shown: "y", label: "y", insert: "y" },
  { shown: "<", label: "Inférieur à", insert: "<" },
  { shown: ">", label: "Supérieur à", insert: ">" },
  { shown: "%", label: "Pour cent", insert: "\\%" },
  BEFORE,
  AFTER,
  BACK,
];

export const MORE: readonly Key[] = [
  { shown: "π", label: "Pi", insert: "\\pi" },
  { shown: "≤", label: "Inférieur ou égal à", insert: "\\leqslant" },
  { shown: "≥", label: "Supérieur ou égal à", insert: "\\geqslant" },
  { shown: "≠", label: "Différent de", insert: "\\neq" },
  { shown: "≈", label: "Environ égal à", insert: "\\approx" },
  { shown: "°", label: "Degrés", insert: "^{\\circ}" },
  { shown: "AB→", label: "Vecteur", insert: "\\overrightarrow{#?}" },
  { shown: "∠", label: "Angle", insert: "\\widehat{#?}" },
  { shown: "|x|", label: "Valeur absolue", insert: "\\left|#0\\right|" },
  { shown: "xₙ", label: "Indice", insert: "#@_{#?}" },
  { shown: "∛", label: "Racine cubique", insert: "\\sqrt[3]{#0}" },
  { shown: "±", label: "Plus ou moins", insert: "\\pm" },
  { shown: "[", label: "Crochet ouvrant", insert: "\\lbrack" },
  { shown: "]", label: "Crochet fermant", insert: "\\rbrack" },
  { shown: ";", label: "Point-virgule", insert: ";" },
  { shown: "f(x)", label: "f de x", insert: "f(x)" },
  { shown: "sin", label: "Sinus", insert: "\\sin(#?)" },
  { shown: "cos", label: "Cosinus", insert: "\\cos(#?)" },
  { shown: "tan", label: "Tangente", insert: "\\tan(#?)" },
  { shown: "ln", label: "Logarithme népérien", insert: "\\ln(#?)" },
  { shown: "eˣ", label: "Exponentielle", insert: "e^{#?}" },
  { shown: "∈", label: "Appartient à", insert: "\\in" },
  { shown: "ℝ", label: "Ensemble des réels", insert: "\\mathbb{R}" },
  { shown: "∞", label: "L’infini", insert: "\\infty" },
  { shown: "⇔", label: "Équivaut à", insert: "\\Leftrightarrow" },
  { shown: "Σ", label: "Somme", insert: "\\sum_{#?}^{#?}" },
  { shown: "∫", label: "Intégrale", insert: "\\int_{#?}^{#?}" },
  { shown: "{", label: "Système de deux équations", insert: "\\begin{cases}#?\\\\#?\\end{cases}" },
  { shown: "↑", label: "Vers le haut", act: "moveUp" },
  { shown: "↓", label: "Vers le bas", act: "moveDown" },
  BEFORE,
  AFTER,
  BACK,
];

export function keysIn(group: HTMLElement, keys: readonly Key[], press: (key: Key) => void): void {
  group.replaceChildren(
    ...keys.map((key) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "key-cap";
      const [shown, label] = [document.createElement("span"), document.createElement("span")];
      shown.textContent = key.shown;
      shown.setAttribute("aria-hidden", "true");
      label.textContent = key.label;
      label.className = "vh";
      button.append(shown, label);
      button.title = key.label;
      // The caret stays where it is.
      button.addEventListener("pointerdown", (event) => event.preventDefault());
      button.addEventListener("click", () => press(key));
      return button;
    }),
  );
}
