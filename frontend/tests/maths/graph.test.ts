import { describe, expect, it } from "vitest";
import { readExpression } from "../../src/maths/expression";
import { USUAL_WINDOW, written } from "../../src/maths/graph";
import { isSomewhere } from "../../src/maths/graph_dialog";

describe("the legend of a curve", () => {
  it.each([
    ["x^2-2", "y = x² − 2"],
    ["y=x^2-2", "y = x² − 2"],
    ["f(x)=-0.5x^3+1", "f(x) = −0,5x³ + 1"],
    ["2^x", "y = 2^x"],
    ["2^3^2", "y = 2^3²"],
    ["x^25", "y = x^25"],
    ["2^-x", "y = 2^−x"],
    ["3*x-(2-x)", "y = 3 × x − (2 − x)"],
    ["2x + 1", "y = 2x + 1"],
    ["|-x|-1", "y = |−x|−1"],
  ])("%s reads %s, and is the same function", (typed, shown) => {
    expect(written(typed)).toBe(shown);
    const [before, after] = [readExpression(typed).evaluate, readExpression(shown).evaluate];
    expect(before).not.toBeNull();
    for (const x of [-2, 0.5, 3]) expect(after?.(x)).toBeCloseTo(before?.(x) ?? Number.NaN, 9);
  });
});

describe("a curve that would draw no point", () => {
  it.each([
    ["1/x", true],
    ["√(x-4,9)", true],
    ["x^2+100", true],
    ["1/0", false],
    ["√(-1-x²)", false],
    ["√(x-6)", false],
  ])("%s has a value from −5 to 5: %s", (typed, somewhere) => {
    const { evaluate } = readExpression(typed);
    expect(evaluate).not.toBeNull();
    expect(isSomewhere(evaluate ?? (() => 0), USUAL_WINDOW)).toBe(somewhere);
  });
});
