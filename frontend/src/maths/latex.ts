import { LONGEST_LATEX } from "./limits";

/**
 * LaTeX of school mathematics, read into a small tree. Never throws: what is not known is kept by its name, and what
 * is left open is closed at the end.
 */
export type Node =
  | { readonly kind: "number" | "sign" | "command" | "words"; readonly text: string }
  | { readonly kind: "group"; readonly body: Row }
  | { readonly kind: "fraction"; readonly top: Row; readonly bottom: Row }
  | { readonly kind: "root"; readonly degree: Row; readonly body: Row }
  | { readonly kind: "over"; readonly mark: string; readonly body: Row }
  | { readonly kind: "fenced"; readonly open: string; readonly close: string; readonly body: Row }
  | { readonly kind: "scripted"; readonly base: Node | null; readonly low: Row; readonly high: Row }
  | { readonly kind: "rows"; readonly name: string; readonly rows: readonly (readonly Row[])[] };
export type Row = readonly Node[];

const DEEPEST = 40;

const FRACTIONS: ReadonlySet<string> = new Set(["frac", "dfrac", "tfrac", "cfrac"]);
const OVER: ReadonlySet<string> = new Set([
  ...["vec", "overrightarrow", "overline", "bar", "hat", "widehat", "underline", "tilde", "widetilde"],
  ...["dot", "ddot", "boxed", "cancel", "overbrace", "underbrace"],
]);
const WORDS: ReadonlySet<string> = new Set([
  ...["text", "textrm", "textbf", "textit", "mathrm", "operatorname", "mbox"],
]);
/** Commands that change only how what follows looks. */
const LOOKS: ReadonlySet<string> = new Set([
  ...["mathbf", "mathit", "mathsf", "mathcal", "mathscr", "mathfrak", "boldsymbol", "bm", "ensuremath"],
]);
const SILENT: ReadonlySet<string> = new Set([
  ...["displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "quad", "qquad", "hfill", "middle"],
  ...[",", ";", ":", "!", " ", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "mathstrut"],
]);
const CLOSING: Readonly<Record<string, string>> = { "(": ")", "\\{": "\\}" };
const BRACKETS: ReadonlySet<string> = new Set(["[", "]"]);

export function readLatex(latex: string): Row {
  return new Reader(tokens(latex.slice(0, LONGEST_LATEX))).row(() => false);
}

/** Stands for a space between words, where spaces count. */
const SPACE = "\ue000";

/** Numbers whole, commands with their backslash, anything else sign by sign. */
function tokens(latex: string): string[] {
  const plain = latex
    .replaceAll("{,}", ",")
    .replaceAll(/\\lbrack(?![A-Za-z])/g, "[")
    .replaceAll(/\\rbrack(?![A-Za-z])/g, "]")
    .replaceAll("\\lbrace", "\\{")
    .replaceAll("\\rbrace", "\\}")
    .replaceAll(/\\(?:text|textrm|textbf|textit|mbox)\{[^{}]*\}/g, (words) => words.replaceAll(/\s/g, SPACE));
  return plain.match(/\d+(?:[.,]\d+)?|\\[A-Za-z]+\*?|\\.|[^\s]/gu) ?? [];
}

class Reader {
  private at = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly string[]) {}

  row(ends: (token: string) => boolean): Row {
    const nodes: Node[] = [];
    this.depth += 1;
    while (this.at < this.tokens.length && this.depth < DEEPEST) {
      const token = this.tokens[this.at] ?? "";
      if (ends(token)) break;
      this.at += 1;
      if (token === "^" || token === "_") nodes.push(this.scripted(token, nodes.pop() ?? null));
      else if (token === "'") nodes.push(this.primed(nodes.pop() ?? null));
      else nodes.push(...this.node(token, ends));
    }
    this.depth -= 1;
    return nodes;
  }

  private node(token: string, ends: (token: string) => boolean): Node[] {
    if (token === "{") return [{ kind: "group", body: this.until("}") }];
    if (token === "}" || token === "&" || token === "\\\\" || token === "~") return [];
    const closing = CLOSING[token];
    if (closing !== undefined && this.holds(closing, ends)) {
      return [{ kind: "fenced", open: token, close: closing, body: this.until(closing) }];
    }
    if (BRACKETS.has(token)) {
      const other = this.bracketAfter(token, ends);
      if (other !== null) return [{ kind: "fenced", open: token, close: other, body: this.until(other) }];
    }
    if (token === "|" && this.holds("|", ends)) {
      return [{ kind: "fenced", open: "|", close: "|", body: this.until("|") }];
    }
    if (/^\d/.test(token)) return [{ kind: "number", text: token.replace(".", ",") }];
    return token.startsWith("\\") && token.length > 1
      ? this.command(token.slice(1))
      : [{ kind: "sign", text: token }];
  }

  private command(name: string): Node[] {
    if (SILENT.has(name)) return [];
    if (FRACTIONS.has(name)) return [{ kind: "fraction", top: this.argument(), bottom: this.argument() }];
    if (name === "sqrt") {
      const degree = this.tokens[this.at] === "[" ? this.skipping(() => this.until("]")) : [];
      return [{ kind: "root", degree, body: this.argument() }];
    }
    if (OVER.has(name)) return [{ kind: "over", mark: name, body: this.argument() }];
    if (WORDS.has(name.replace("*", ""))) return [{ kind: "words", text: this.words() }];
    if (name === "mathbb") return [{ kind: "command", text: `mathbb ${this.words()}` }];
    if (LOOKS.has(name)) return [{ kind: "group", body: this.argument() }];
    if (name === "left") return [this.fenced()];
    if (name === "lvert" || name === "lVert") {
      const close = name === "lvert" ? "\\rvert" : "\\rVert";
      return [{ kind: "fenced", open: "|", close: "|", body: this.until(close) }];
    }
    if (name === "begin") return [this.environment()];
    if (name === "right" || name === "end") return [];
    return [{ kind: "command", text: name }];
  }

  private scripted(token: string, before: Node | null): Node {
    const script = this.argument();
    if (before?.kind === "scripted") {
      if (token === "^" && before.high.length === 0) return { ...before, high: script };
      if (token === "_" && before.low.length === 0) return { ...before, low: script };
    }
    const [low, high] = token === "_" ? [script, []] : [[], script];
    return { kind: "scripted", base: before, low, high };
  }

  private primed(before: Node | null): Node {
    const high: Row = [{ kind: "command", text: "prime" }];
    if (before?.kind === "scripted") return { ...before, high: [...before.high, ...high] };
    return { kind: "scripted", base: before, low: [], high };
  }

  private fenced(): Node {
    const open = this.delimiter();
    const body = this.row((token) => token === "\\right");
    this.at += 1;
    return { kind: "fenced", open, close: this.delimiter(), body };
  }

  private delimiter(): string {
    const token = this.tokens[this.at] ?? "";
    this.at += 1;
    if (["\\lvert", "\\rvert", "\\vert", "\\lVert", "\\rVert"].includes(token)) return "|";
    return token === "\\lparen" ? "(" : token === "\\rparen" ? ")" : token;
  }

  private environment(): Node {
    const name = this.words();
    if (name === "array" && this.tokens[this.at] === "{") this.words();
    const rows: Row[][] = [[]];
    const stops = (token: string): boolean => token === "\\end" || token === "&" || token === "\\\\";
    while (this.at < this.tokens.length) {
      rows.at(-1)?.push(this.row(stops));
      const stop = this.tokens[this.at];
      this.at += 1;
      if (stop === "\\\\") rows.push([]);
      else if (stop !== "&") break;
    }
    this.words();
    const filled = rows.filter((cells) => cells.some((cell) => cell.length > 0));
    return { kind: "rows", name: name.replace("*", ""), rows: filled };
  }

  private argument(): Row {
    const token = this.tokens[this.at];
    if (token === undefined || this.depth >= DEEPEST) return [];
    this.at += 1;
    if (token === "{") return this.until("}");
    // `\frac12` means one half: an argument without braces is one sign, even of a number.
    if (/^\d\d/.test(token)) {
      (this.tokens as string[]).splice(this.at, 0, token.slice(1));
      return [{ kind: "number", text: token.slice(0, 1) }];
    }
    this.depth += 1;
    const nodes = this.node(token, () => false);
    this.depth -= 1;
    return nodes;
  }

  /** What stands between braces, as it is written. */
  private words(): string {
    if (this.tokens[this.at] !== "{") return this.tokens[this.at++] ?? "";
    let text = "";
    for (this.at += 1; this.at < this.tokens.length && this.tokens[this.at] !== "}"; this.at += 1)
      text += this.tokens[this.at];
    this.at += 1;
    return text.replaceAll(SPACE, " ");
  }

  private until(close: string): Row {
    const body = this.row((token) => token === close);
    this.at += 1;
    return body;
  }

  private skipping<T>(read: () => T): T {
    this.at += 1;
    return read();
  }

  /** The bracket that ends what `open` begins: either way round for an interval, which a semicolon makes. */
  private bracketAfter(open: string, ends: (token: string) => boolean): string | null {
    const other = ["]", "["].find((close) =>
      this.holds(close, (token) => BRACKETS.has(token) || ends(token)),
    );
    if (other === undefined) return null;
    const inside = this.tokens.slice(this.at, this.tokens.indexOf(other, this.at));
    return (open === "[" && other === "]") || inside.includes(";") ? other : null;
  }

  /** Whether `close` comes before the end of what is being read. */
  private holds(close: string, ends: (token: string) => boolean): boolean {
    let braces = 0;
    for (const token of this.tokens.slice(this.at)) {
      if (token === "{") braces += 1;
      if (token === "}" && braces-- === 0) return false;
      if (braces === 0 && token === close) return true;
      if (braces === 0 && ends(token)) return false;
    }
    return false;
  }
}
