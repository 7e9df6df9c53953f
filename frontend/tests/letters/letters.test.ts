import { describe, expect, it } from "vitest";
import { capitals, lettersOf, nameOf } from "../../src/letters/letters";

describe("the letters of a lesson", () => {
  it("follow its subject, and are French where it has none of its own", () => {
    expect(lettersOf("ESP")).toContain("ñ");
    expect(lettersOf("ALL")).toContain("ß");
    expect(lettersOf("HG")).toContain("œ");
    expect(lettersOf("FRA")).toContain("«");
  });

  it("have capitals, but for those that have none", () => {
    expect(capitals(["é", "œ", "ß", "¿", "…"])).toEqual(["É", "Œ", "ß", "¿", "…"]);
  });

  it("have names where the sign says nothing", () => {
    expect(nameOf("«")).toBe("guillemet ouvrant");
    expect(nameOf("é")).toBe("é");
  });
});
