import { type Node, type Row, readLatex } from "./latex";

/**
 * A formula as a teacher reads it aloud, in French. What holds more than one thing is closed in words (« fin de la
 * fraction »), so that two formulas that differ never sound the same.
 */
// biome-ignore format: a table
const SIGNS: Readonly<Record<string, string>> = {
  "+": "plus", "-": "moins", "−": "moins", "=": "égale", "<": "inférieur à", ">": "supérieur à", "/": "sur",
  "*": "fois", "×": "fois", "÷": "divisé par", ":": "divisé par", "≤": "inférieur ou égal à",
  "≥": "supérieur ou égal à", "≠": "différent de", "≈": "environ égal à", "%": "pour cent", "!": "factorielle",
  "°": "degrés", "π": "pi", "∞": "l’infini", "€": "euros", ";": "point-virgule", ",": "virgule", ".": "point",
  "|": "barre", "(": "parenthèse ouvrante", ")": "parenthèse fermante", "[": "crochet ouvrant",
  "]": "crochet fermant", "√": "racine carrée de", "²": "au carré", "³": "au cube", "?": "point d’interrogation",
};
// biome-ignore format: a table
const COMMANDS: Readonly<Record<string, string>> = {
  times: "fois", cdot: "fois", ast: "fois", div: "divisé par", pm: "plus ou moins", mp: "moins ou plus",
  le: "inférieur ou égal à", leq: "inférieur ou égal à", leqslant: "inférieur ou égal à", lt: "inférieur à",
  ge: "supérieur ou égal à", geq: "supérieur ou égal à", geqslant: "supérieur ou égal à", gt: "supérieur à",
  ne: "différent de", neq: "différent de", approx: "environ égal à", simeq: "environ égal à", sim: "équivalent à",
  equiv: "congru à", propto: "proportionnel à", infty: "l’infini", pi: "pi", Pi: "pi majuscule", alpha: "alpha",
  beta: "bêta", gamma: "gamma", Gamma: "gamma majuscule", delta: "delta", Delta: "delta majuscule",
  epsilon: "epsilon", varepsilon: "epsilon", eta: "êta", theta: "thêta", Theta: "thêta majuscule",
  lambda: "lambda", Lambda: "lambda majuscule", mu: "mu", nu: "nu", rho: "rhô", sigma: "sigma",
  Sigma: "sigma majuscule", tau: "tau", phi: "phi", varphi: "phi", Phi: "phi majuscule", chi: "khi", psi: "psi",
  omega: "oméga", Omega: "oméga majuscule", in: "appartient à", notin: "n’appartient pas à", subset: "inclus dans",
  subseteq: "inclus dans", cup: "union", cap: "inter", setminus: "privé de", emptyset: "l’ensemble vide",
  varnothing: "l’ensemble vide", forall: "pour tout", exists: "il existe", neg: "non", land: "et", lor: "ou",
  to: "tend vers", rightarrow: "tend vers", mapsto: "a pour image", longmapsto: "a pour image",
  leftarrow: "flèche à gauche", Rightarrow: "implique", implies: "implique", Leftrightarrow: "équivaut à",
  iff: "équivaut à", perp: "perpendiculaire à", parallel: "parallèle à", angle: "angle", degree: "degrés",
  circ: "rond", sin: "sinus", cos: "cosinus", tan: "tangente", arcsin: "arc sinus", arccos: "arc cosinus",
  arctan: "arc tangente", ln: "logarithme népérien", log: "logarithme", exp: "exponentielle", lim: "limite",
  max: "maximum", min: "minimum", gcd: "p g c d", deg: "degré", det: "déterminant", sum: "somme", prod: "produit",
  int: "intégrale", oint: "intégrale", partial: "d rond", nabla: "nabla", prime: "prime", ldots: "et ainsi de suite",
  dots: "et ainsi de suite", cdots: "et ainsi de suite", vdots: "et ainsi de suite", "%": "pour cent", "#": "dièse",
  "$": "dollars", "&": "et", _: "tiret bas", "{": "accolade ouvrante", "}": "accolade fermante",
  vert: "barre", mid: "divise", nmid: "ne divise pas", exponentialE: "e", imaginaryI: "i", differentialD: "d",
  placeholder: "case vide", square: "case vide", Box: "case vide", euro: "euros", racine: "racine carrée de", sqrt: "racine carrée de", abs: "valeur absolue de", "mathbb N": "N", "mathbb Z": "Z",
  "mathbb Q": "Q", "mathbb R": "R", "mathbb C": "C", "mathbb D": "D", binom: "parmi",
};
const OVERS: Readonly<Record<string, string>> = {
  vec: "vecteur",
  overrightarrow: "vecteur",
  hat: "angle",
  widehat: "angle",
  boxed: "encadré",
  cancel: "barré",
};
/** Whose limits are told « de … à … ». */
const LARGE: ReadonlySet<string> = new Set(["sum", "prod", "int", "oint"]);
const FUNCTIONS: ReadonlySet<string> = new Set([..."fghuvFGPC"]);

export function spoken(latex: string): string {
  return tidy(row(readLatex(latex)));
}

/** A function as it is typed for a graph: « y = 2sin(x) ». */
export function typedAloud(typed: string): string {
  return spoken(
    typed.replaceAll(
      /racine|sqrt|arcsin|arccos|arctan|sin|cos|tan|ln|log|exp|abs|pi/gi,
      (word) => ` \\${word.toLowerCase()} `,
    ),
  );
}

function tidy(words: string): string {
  return words
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ,/g, ",")
    .replaceAll(/,(?:\s*,)+/g, ",")
    .replace(/,\s*$/, "")
    .trim();
}

function row(nodes: Row): string {
  const said: string[] = [];
  nodes.forEach((node, order) => {
    const before = nodes[order - 1];
    if (node.kind === "fenced" && node.open === "(" && isFunction(before)) said.push(`de ${held(node.body)}`);
    else said.push(one(node));
  });
  return said.join(" ");
}

function one(node: Node): string {
  switch (node.kind) {
    case "number":
    case "words":
      return node.text;
    case "sign":
      return SIGNS[node.text] ?? node.text;
    case "command":
      return COMMANDS[node.text] ?? node.text.replace("mathbb ", "");
    case "group":
      return row(node.body);
    case "fraction":
      return isOne(node.top) && isOne(node.bottom)
        ? `${row(node.top)} sur ${row(node.bottom)}`
        : `fraction, numérateur ${row(node.top)}, dénominateur ${row(node.bottom)}, fin de la fraction,`;
    case "root":
      return root(row(node.degree), node.body);
    case "over":
      return over(node.mark, node.body);
    case "fenced":
      return fenced(node.open, node.close, node.body);
    case "scripted":
      return scripted(node.base, node.low, node.high);
    case "rows":
      return rows(node.name, node.rows);
  }
}

function root(degree: string, body: Row): string {
  const which =
    degree === "" || degree === "2"
      ? "racine carrée"
      : degree === "3"
        ? "racine cubique"
        : `racine ${degree}-ième`;
  return isOne(body) ? `${which} de ${row(body)}` : `${which} de, ${row(body)}, fin de la racine,`;
}

function over(mark: string, body: Row): string {
  const before = OVERS[mark];
  if (before !== undefined) return `${before} ${row(body)}`;
  return mark === "overline" || mark === "bar" ? `${row(body)} barre` : row(body);
}

function fenced(open: string, close: string, body: Row): string {
  if (open === "|" && close === "|")
    return isOne(body)
      ? `valeur absolue de ${row(body)}`
      : `valeur absolue de, ${row(body)}, fin de la valeur absolue,`;
  if (open === "(" && close === ")") return `parenthèse, ${row(body)}, fin de parenthèse,`;
  if (open === "\\{" && close === ".") return `accolade, ${row(body)}`;
  if (open === "\\{") return `accolade, ${row(body)}, fin d’accolade,`;
  const inner = row(body).replaceAll(" point-virgule ", ", ");
  // An interval: which way each bracket turns is what it means.
  const bracket = (sign: string, outward: string): string =>
    sign === "(" || sign === ")" ? "parenthèse" : sign === outward ? "crochet ouvert" : "crochet fermé";
  return `${bracket(open, "]")}, ${inner}, ${bracket(close, "[")},`;
}

function scripted(base: Node | null, low: Row, high: Row): string {
  const name = base === null ? "" : one(base);
  const [down, up] = [row(low), row(high)];
  if (base?.kind === "command" && LARGE.has(base.text)) {
    const from = down === "" ? "" : ` de ${down}`;
    return `${name}${from}${up === "" ? "" : ` à ${up}`} de`;
  }
  if (base?.kind === "command" && base.text === "lim") return `${name} quand ${down} de`;
  const index = down === "" ? "" : ` indice ${down}${isOne(low) ? "" : ", fin de l’indice,"}`;
  return `${name}${index}${power(up, high)}`;
}

function power(said: string, high: Row): string {
  if (high.length === 0) return "";
  if (said === "2") return " au carré";
  if (said === "3") return " au cube";
  if (said === "rond") return " degrés";
  if (/^prime( prime)*$/.test(said)) return ` ${said.replace("prime prime", "seconde")}`;
  if (said === "fois") return " étoile";
  return isOne(high) || /^moins \S+$/.test(said)
    ? ` puissance ${said}`
    : ` puissance ${said}, fin de l’exposant,`;
}

function rows(name: string, lines: readonly (readonly Row[])[]): string {
  const isSystem = name === "cases";
  const what = isSystem ? "système" : name.endsWith("matrix") ? "matrice" : "";
  const said = lines.map((cells, order) => {
    const cell = cells
      .map(row)
      .filter((words) => words !== "")
      .join(name.endsWith("matrix") ? ", " : " ");
    return lines.length === 1 ? cell : `ligne ${order + 1}, ${cell}`;
  });
  return `${what === "" ? "" : `${what}, `}${said.join(", ")},${what === "" ? "" : ` fin ${isSystem ? "du système" : "de la matrice"},`}`;
}

function held(body: Row): string {
  return isOne(body) ? row(body) : `${row(body)}, fin de parenthèse,`;
}

/** One thing: nothing could be taken for standing outside it. */
function isOne(nodes: Row): boolean {
  const [first] = nodes;
  if (nodes.length !== 1 || first === undefined) return false;
  if (first.kind === "group") return isOne(first.body);
  return ["number", "sign", "command", "words", "over"].includes(first.kind);
}

function isFunction(node: Node | undefined): boolean {
  if (node?.kind === "scripted" && node.base !== null) return isFunction(node.base);
  if (node?.kind === "words") return true;
  if (node?.kind === "command") return ["sin", "cos", "tan", "ln", "log", "exp"].includes(node.text);
  return node?.kind === "sign" && FUNCTIONS.has(node.text);
}
