import { describe, expect, it } from "vitest";
import { inWords, partsOf } from "../../src/maths/in_text";

describe("mathematics in a message", () => {
  it("is what stands between two dollars", () => {
    expect(partsOf("Alors $x^2=4$, non ?")).toEqual([
      { words: "Alors " },
      { latex: "x^2=4" },
      { words: ", non ?" },
    ]);
    expect(partsOf("$\\frac{1}{2}$$y$")).toEqual([{ latex: "\\frac{1}{2}" }, { latex: "y" }]);
  });

  it.each(["5 $ et 6 $", "5$ et 6$", "un $ tout seul", "$$", "$5 or $6", "rien"])(
    "prices and lone dollars stay as they are: %s",
    (text) => {
      expect(partsOf(text)).toEqual([{ words: text }]);
    },
  );

  it("is told in words", async () => {
    expect(await inWords("Alors $x^2=4$ ?")).toBe("Alors x au carré égale 4 ?");
  });
});
