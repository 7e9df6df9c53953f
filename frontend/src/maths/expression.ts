/**
 * What a pupil types for a function of x, read by a grammar of its own: decimal comma, « 2x » and « 3(x − 1) », powers
 * written ^ or ², √ and the functions taught in France. Nothing typed is ever run as code.
 */
export type Fault = { readonly message: string; readonly at: number };
export type Expression = (x: number) => number;
export type Read =
  | { readonly evaluate: Expression; readonly fault: null }
  | { readonly evaluate: null; readonly fault: Fault };

export const LONGEST_EXPRESSION = 120;
const DEEPEST = 40;

const FUNCTIONS: Readonly<Record<string, Expression>> = {
  racine: Math.sqrt,
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  ln: Math.log,
  log: Math.log10,
  exp: Math.exp,
  abs: Math.abs,
};
const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, π: Math.PI, e: Math.E };
const RAISED: Readonly<Record<string, number>> = { "²": 2, "³": 3, "⁴": 4, "⁵": 5 };
const SAME: Readonly<Record<string, string>> = {
  ...{ "−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", ":": "/", "[": "(", "]": ")" },
};
/** Whole words before single letters: « exp » is not e·x·p. */
const WORD = /^(?:racine|sqrt|arcsin|arccos|arctan|sin|cos|tan|ln|log|exp|abs|pi)/i;

/** « 12 500 » is one number; « 1 0000 » is none. */
const THOUSANDS = /^\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:[.,]\d+)?/;

interface Token {
  readonly kind: "number" | "word" | "sign";
  readonly text: string;
  readonly at: number;
}

class Refused extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

/** « y = » or « f(x) = » may come first. */
export function readExpression(typed: string): Read {
  try {
    if (typed.length > LONGEST_EXPRESSION)
      throw new Refused(`C’est trop long\u00a0: ${LONGEST_EXPRESSION} signes au plus.`, LONGEST_EXPRESSION);
    const skipped = /^\s*(?:y|[a-z]\s*\(\s*x\s*\))\s*=/i.exec(typed)?.[0].length ?? 0;
    return { evaluate: new Parser(tokens(typed, skipped), typed.length).whole(), fault: null };
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    return { evaluate: null, fault: { message: problem.message, at: problem.at } };
  }
}

/** A bound of the axes: « −2,5 » or « 3π »; null when it is not a number. */
export function readNumber(typed: string): number | null {
  if (/x/i.test(typed)) return null;
  const { evaluate } = readExpression(typed);
  const value = evaluate?.(0) ?? Number.NaN;
  return Number.isFinite(value) ? value : null;
}

function tokens(typed: string, from: number): Token[] {
  const found: Token[] = [];
  let at = from;
  while (at < typed.length) {
    const rest = typed.slice(at);
    const text =
      /^\s+/.exec(rest)?.[0] ??
      THOUSANDS.exec(rest)?.[0] ??
      /^\d+(?:[.,]\d+)?/.exec(rest)?.[0] ??
      WORD.exec(rest)?.[0] ??
      rest.slice(0, 1);
    if (text.trim() !== "") found.push({ ...kindOf(text, at), at });
    at += text.length;
  }
  return found;
}

function kindOf(text: string, at: number): Omit<Token, "at"> {
  if (/^\d/.test(text)) return { kind: "number", text: text.replaceAll(/\s/g, "").replace(",", ".") };
  const sign = SAME[text] ?? text;
  if (sign.length === 1 && "+-*/^()|√²³⁴⁵".includes(sign)) return { kind: "sign", text: sign };
  const word = text.toLowerCase();
  if (word === "x" || Object.hasOwn(FUNCTIONS, word) || Object.hasOwn(CONSTANTS, word))
    return { kind: "word", text: word };
  if (text === ",") throw new Refused("La virgule doit être entre deux chiffres.", at);
  if (text === "=") throw new Refused("Un seul signe =, après y ou f(x).", at);
  throw new Refused(`«\u00a0${text}\u00a0» n’est pas compris. La lettre est x.`, at);
}

class Parser {
  private at = 0;
  private depth = 0;
  private bars = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly end: number,
  ) {}

  whole(): Expression {
    if (this.tokens.length === 0)
      throw new Refused("La fonction manque. Par exemple\u00a0: 2x + 1.", this.end);
    const read = this.sum();
    const left = this.tokens[this.at];
    if (left?.text === ")") throw new Refused("Il manque une parenthèse ouvrante.", left.at);
    if (left !== undefined) throw new Refused(`«\u00a0${left.text}\u00a0» n’est pas à sa place.`, left.at);
    return read;
  }

  private sum(): Expression {
    this.depth += 1;
    if (this.depth > DEEPEST) throw new Refused("Trop de parenthèses.", this.here());
    let left = this.product();
    for (;;) {
      const before = left;
      if (this.take("+")) left = sumOf(before, this.product());
      else if (this.take("-")) left = differenceOf(before, this.product());
      else break;
    }
    this.depth -= 1;
    return left;
  }

  private product(): Expression {
    let left = this.signed();
    for (;;) {
      const before = left;
      if (this.take("*")) left = productOf(before, this.signed());
      else if (this.take("/")) left = quotientOf(before, this.signed());
      else if (this.begins()) {
        this.refuseTwoNumbers();
        left = productOf(before, this.power());
      } else return left;
    }
  }

  /** « 1 25 » is a slip of the hand, not 25. */
  private refuseTwoNumbers(): void {
    const [last, next] = [this.tokens[this.at - 1], this.tokens[this.at]];
    if (last?.kind === "number" && next?.kind === "number")
      throw new Refused("Deux nombres se suivent\u00a0: il manque un signe entre eux.", next.at);
  }

  private signed(): Expression {
    if (this.take("-")) {
      const body = this.signed();
      return (x) => -body(x);
    }
    return this.take("+") ? this.signed() : this.power();
  }

  private power(): Expression {
    const base = this.atom();
    const raised = RAISED[this.tokens[this.at]?.text ?? ""];
    if (raised !== undefined) {
      this.at += 1;
      return (x) => base(x) ** raised;
    }
    if (!this.take("^")) return base;
    const exponent = this.signed();
    return (x) => base(x) ** exponent(x);
  }

  private atom(): Expression {
    const token = this.tokens[this.at];
    if (token === undefined) throw new Refused("Il manque quelque chose à la fin.", this.end);
    this.at += 1;
    if (token.kind === "number") {
      const value = Number(token.text);
      return () => value;
    }
    if (token.text === "x") return (x) => x;
    const constant = CONSTANTS[token.text];
    if (constant !== undefined) return () => constant;
    if (token.text === "(") return this.closed(")", "Il manque une parenthèse fermante.");
    if (token.text === "|") {
      this.bars += 1;
      const body = this.closed("|", "Il manque une barre à la fin de la valeur absolue.");
      this.bars -= 1;
      return (x) => Math.abs(body(x));
    }
    if (token.text === "√") {
      if (!this.begins()) throw new Refused("Après √, il faut un nombre, x ou une parenthèse.", this.here());
      return applied(Math.sqrt, this.power());
    }
    const known = FUNCTIONS[token.text];
    if (known !== undefined) return this.call(known, token);
    throw new Refused(`Il manque un nombre ou x avant «\u00a0${token.text}\u00a0».`, token.at);
  }

  /** « sin(x) », « sin x », and « sin²(x) », which is (sin(x))². */
  private call(known: Expression, name: Token): Expression {
    const raised = RAISED[this.tokens[this.at]?.text ?? ""];
    if (raised === undefined) return this.argument(known, name);
    this.at += 1;
    const called = this.argument(known, name);
    return (x) => called(x) ** raised;
  }

  private argument(known: Expression, name: Token): Expression {
    if (this.take("(")) return applied(known, this.closed(")", "Il manque une parenthèse fermante."));
    if (!this.begins())
      throw new Refused(`Après ${name.text}, il faut une parenthèse\u00a0: ${name.text}(x).`, name.at);
    return applied(known, this.power());
  }

  private closed(close: string, otherwise: string): Expression {
    const body = this.sum();
    if (!this.take(close)) throw new Refused(otherwise, this.here());
    return body;
  }

  private take(sign: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== "sign" || token.text !== sign) return false;
    this.at += 1;
    return true;
  }

  /** Whether what comes next multiplies what is before, with no sign between. */
  private begins(): boolean {
    const token = this.tokens[this.at];
    if (token === undefined) return false;
    if (token.kind !== "sign") return true;
    return token.text === "(" || token.text === "√" || (token.text === "|" && this.bars === 0);
  }

  private here(): number {
    return this.tokens[this.at]?.at ?? this.end;
  }
}

function sumOf(a: Expression, b: Expression): Expression {
  return (x) => a(x) + b(x);
}
function differenceOf(a: Expression, b: Expression): Expression {
  return (x) => a(x) - b(x);
}
function productOf(a: Expression, b: Expression): Expression {
  return (x) => a(x) * b(x);
}
function quotientOf(a: Expression, b: Expression): Expression {
  return (x) => a(x) / b(x);
}
function applied(known: Expression, to: Expression): Expression {
  return (x) => known(to(x));
}
