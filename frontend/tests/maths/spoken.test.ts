import { describe, expect, it } from "vitest";
import { readLatex } from "../../src/maths/latex";
import { spoken } from "../../src/maths/spoken";

describe("a formula read aloud", () => {
  it.each([
    ["\\frac{1}{2}", "1 sur 2"],
    ["\\frac12", "1 sur 2"],
    ["\\frac{x+1}{2}", "fraction, numérateur x plus 1, dénominateur 2, fin de la fraction"],
    ["\\frac{1}{2}+3", "1 sur 2 plus 3"],
    ["x^2-3x+2=0", "x au carré moins 3 x plus 2 égale 0"],
    ["x^{n+1}", "x puissance n plus 1, fin de l’exposant"],
    ["10^{-3}", "10 puissance moins 3"],
    ["\\sqrt{2}", "racine carrée de 2"],
    ["\\sqrt{x+1}", "racine carrée de, x plus 1, fin de la racine"],
    ["\\sqrt[3]{8}=2", "racine cubique de 8 égale 2"],
    ["3{,}14\\times r^2", "3,14 fois r au carré"],
    ["3,14", "3,14"],
    ["f(x)=2x", "f de x égale 2 x"],
    ["f'(x)", "f prime de x"],
    ["2(x+3)", "2 parenthèse, x plus 3, fin de parenthèse"],
    ["\\left(x+1\\right)^2", "parenthèse, x plus 1, fin de parenthèse, au carré"],
    ["\\left|x\\right|", "valeur absolue de x"],
    ["x\\in\\left]0;1\\right]", "x appartient à crochet ouvert, 0, 1, crochet fermé"],
    ["]0;1[\\cup]2;3[", "crochet ouvert, 0, 1, crochet ouvert, union crochet ouvert, 2, 3, crochet ouvert"],
    ["x\\in\\lbrack0;1\\lbrack", "x appartient à crochet fermé, 0, 1, crochet ouvert"],
    ["[AB]", "crochet fermé, A B, crochet fermé"],
    ["u_{n+1}=2u_n", "u indice n plus 1, fin de l’indice, égale 2 u indice n"],
    ["\\sum_{k=1}^{n}k", "somme de k égale 1 à n de k"],
    ["\\lim_{x\\to+\\infty}f(x)", "limite quand x tend vers plus l’infini de f de x"],
    ["\\overrightarrow{AB}", "vecteur A B"],
    ["\\widehat{ABC}=90^\\circ", "angle A B C égale 90 degrés"],
    [
      "\\begin{cases}x+y=3\\\\x-y=1\\end{cases}",
      "système, ligne 1, x plus y égale 3, ligne 2, x moins y égale 1, fin du système",
    ],
    ["\\cos(x)\\leqslant 1", "cosinus de x inférieur ou égal à 1"],
    ["x\\in\\mathbb{R}", "x appartient à R"],
    ["5\\,\\text{cm}", "5 cm"],
    ["25\\%", "25 pour cent"],
    ["\\text{prix au kilo}=3", "prix au kilo égale 3"],
  ])("%s", (latex, words) => {
    expect(spoken(latex)).toBe(words);
  });

  it("tells apart what only brackets tell apart", () => {
    expect(spoken("\\frac{1}{x}+2")).not.toBe(spoken("\\frac{1}{x+2}"));
    expect(spoken("\\sqrt{x}+1")).not.toBe(spoken("\\sqrt{x+1}"));
    expect(spoken("x^n+1")).not.toBe(spoken("x^{n+1}"));
  });

  it.each(["\\frac{", "x^", "((((", "\\left(", "\\begin{cases}", "}}{{", "\\", "\\sqrt[", "&&\\\\"])(
    "reads on through what is cut short: %s",
    (latex) => {
      expect(typeof spoken(latex)).toBe("string");
      expect(Array.isArray(readLatex(latex))).toBe(true);
    },
  );

  it("does not go deeper than a hand writes", () => {
    expect(typeof spoken("{".repeat(5000))).toBe("string");
    expect(typeof spoken("\\frac".repeat(900))).toBe("string");
    expect(typeof spoken("x^".repeat(900))).toBe("string");
  });
});
