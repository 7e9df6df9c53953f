import { describe, expect, it } from "vitest";
import { readExpression, readNumber } from "../../src/maths/expression";

function at(typed: string, x: number): number {
  const { evaluate, fault } = readExpression(typed);
  if (evaluate === null) throw new Error(fault.message);
  return evaluate(x);
}

describe("a function as it is typed", () => {
  it.each([
    ["2x+1", 3, 7],
    ["y = 2x + 1", 3, 7],
    ["f(x) = 2x + 1", 3, 7],
    ["0,5x", 3, 1.5],
    ["x²", -3, 9],
    ["-x^2", 3, -9],
    ["−x²+2", 3, -7],
    ["2^-x", 1, 0.5],
    ["2^3^2", 0, 512],
    ["3(x−1)(x+1)", 2, 9],
    ["x/2", 3, 1.5],
    ["1 ÷ x", 4, 0.25],
    ["6 : 2", 0, 3],
    ["2×x", 3, 6],
    ["√x", 9, 3],
    ["racine(x+1)", 8, 3],
    ["√(x)+1", 9, 4],
    ["|x|−2", -5, 3],
    ["|x−1|+|x+1|", -2, 4],
    ["2|x|", -3, 6],
    ["sin(pi x)", 0.5, 1],
    ["cos x", 0, 1],
    ["ln(e)", 0, 1],
    ["log(100)", 0, 2],
    ["exp(x)", 0, 1],
    ["2πx", 1, 2 * Math.PI],
    ["x(x+1)", 2, 6],
    ["SIN(X)", 0, 0],
    ["2,5", 9, 2.5],
    ["1 000 + 50x", 2, 1100],
    ["12\u202f500,5", 0, 12_500.5],
    ["1\u00a0000\u00a0000x", 2, 2_000_000],
    ["sin²(x)", Math.PI / 2, 1],
    ["cos³ x", Math.PI, -1],
    ["2 sin²(x)", Math.PI / 6, 0.5],
  ])("%s", (typed, x, value) => {
    expect(at(typed, x)).toBeCloseTo(value, 9);
  });

  it.each(["1 25", "1 0000", "2,5 3x", "12 34"])("%s is two numbers with nothing between", (typed) => {
    expect(readExpression(typed).fault?.message).toContain("Deux nombres se suivent");
  });

  it("reads thousands in a bound too", () => {
    expect(readNumber("2 000")).toBe(2000);
  });

  it("has no value where it is not defined", () => {
    expect(at("1/x", 0)).toBe(Infinity);
    expect(at("√x", -1)).toBeNaN();
    expect(at("ln x", -1)).toBeNaN();
  });
});

describe("what is typed wrong", () => {
  it.each([
    ["", "La fonction manque"],
    ["y =", "La fonction manque"],
    ["2x +", "Il manque quelque chose à la fin."],
    ["(x+1", "Il manque une parenthèse fermante."],
    ["x+1)", "Il manque une parenthèse ouvrante."],
    ["2 * / 3", "Il manque un nombre ou x"],
    ["√-1", "Après √, il faut un nombre, x ou une parenthèse."],
    ["2√", "Après √, il faut un nombre, x ou une parenthèse."],
    ["t + 1", "«\u00a0t\u00a0» n’est pas compris"],
    ["sin", "il faut une parenthèse"],
    ["2,x", "La virgule"],
    ["y = x = 2", "Un seul signe ="],
    ["alert(1)", "n’est pas compris"],
    ["constructor", "n’est pas compris"],
    ["x".repeat(200), "trop long"],
    [`${"(".repeat(60)}x${")".repeat(59)}`, "Trop de parenthèses."],
  ])("%s", (typed, message) => {
    const { evaluate, fault } = readExpression(typed);
    expect(evaluate).toBeNull();
    expect(fault?.message).toContain(message);
  });

  it("says where", () => {
    expect(readExpression("2x + t").fault?.at).toBe(5);
    expect(readExpression("y = 2x + t").fault?.at).toBe(9);
  });
});

describe("a bound of the axes", () => {
  it.each([
    ["−5", -5],
    ["2,5", 2.5],
    ["2pi", 2 * Math.PI],
    ["", null],
    ["x", null],
    ["abc", null],
    ["1/0", null],
  ])("%s", (typed, value) => {
    expect(readNumber(typed)).toEqual(value);
  });
});
