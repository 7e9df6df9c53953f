import { describe, expect, it } from "vitest";
import {
  doing,
  filled,
  headline,
  inBowl,
  mayWaitFor,
  type Place,
  range,
  story,
  unbroken,
} from "../../src/waiting/words";

const FIRST: Place = { place: 1, estimate: { low_min: 2, high_min: 4 }, free: 0, step: "asked", wanted: "" };
const NOBODY: Place = { ...FIRST, estimate: null };
const AT_ONCE = { minutes: 0.2, usual: null };

describe("the wait in words", () => {
  it("is a range of minutes, never a false precision", () => {
    expect(range({ low_min: 2, high_min: 4 })).toBe("2 à 4\u00a0min");
    expect(range({ low_min: 0, high_min: 2 })).toBe("moins de 2\u00a0min");
    expect(range({ low_min: 50, high_min: 80 })).toBe("plus d’1\u00a0h");
    expect(range(null)).toBe("");
  });

  it("fits in the bowl", () => {
    expect(inBowl(FIRST, AT_ONCE)).toEqual({ about: "environ", value: "2–4\u00a0min" });
    expect(inBowl({ ...FIRST, step: "ringing" }, AT_ONCE)).toEqual({ about: "ça", value: "sonne" });
  });

  it("is a duration still when nobody knows it: the usual one, then how long it has lasted", () => {
    expect(inBowl(NOBODY, { minutes: 1, usual: 5 })).toEqual({ about: "moins de", value: "5\u00a0min" });
    expect(inBowl(NOBODY, { minutes: 5.5, usual: 5 })).toEqual({ about: "depuis", value: "5\u00a0min" });
    expect(inBowl(NOBODY, { minutes: 3.9, usual: null })).toEqual({ about: "depuis", value: "3\u00a0min" });
    expect(inBowl(NOBODY, AT_ONCE)).toEqual({ about: "depuis", value: "1\u00a0min" });
  });

  it("says who is before, who is free, and what happens", () => {
    expect(story({ ...FIRST, place: 2 }, AT_ONCE)).toBe("Il y a un élève avant toi.");
    expect(story({ ...FIRST, place: 5 }, AT_ONCE)).toBe("Il y a 4 élèves avant toi.");
    expect(story({ ...FIRST, free: 1 }, AT_ONCE)).toContain("Un prof est libre");
    expect(story({ ...FIRST, free: 3 }, AT_ONCE)).toContain("3 profs sont libres");
    expect(headline({ ...FIRST, step: "long" }, "Inès")).toBe("C’est plus long que prévu, Inès.");
  });

  it("says whom the pupil waits for, and for how long, and offers it only before", () => {
    const soon: Place = { ...FIRST, wanted: "Mme Lefèvre" };
    const held: Place = { ...soon, step: "for_wanted" };
    expect(headline(held, "Inès")).toBe("On attend Mme Lefèvre, Inès.");
    expect(story(held, AT_ONCE)).toContain("une minute au plus");
    const ringing: Place = { ...soon, step: "ringing" };
    expect([FIRST, soon, ringing, held].map(mayWaitFor)).toEqual([false, true, true, false]);
  });

  it("keeps a teacher's name on one line", () => {
    expect(["Mme Lefèvre", "M. Petit", "Mlle Roux", "Claire Aubry"].map(unbroken)).toEqual([
      "Mme\u00a0Lefèvre",
      "M.\u00a0Petit",
      "Mlle\u00a0Roux",
      "Claire Aubry",
    ]);
  });

  it("says what is usual while it is true, and calls nobody when nobody is there", () => {
    expect(story(NOBODY, { minutes: 1, usual: 5 })).toContain("Tu es en tête de la file.");
    expect(story(NOBODY, { minutes: 1, usual: 5 })).toContain("D’habitude, moins de 5\u00a0min.");
    expect(story(NOBODY, { minutes: 6, usual: 5 })).not.toContain("habitude");
    expect(story({ ...NOBODY, step: "long" }, AT_ONCE)).toContain("On continue de chercher.");
    expect(doing(NOBODY)).toBe("On cherche un prof");
    expect(doing(FIRST)).toBe("On attend qu’un prof se libère");
    expect(doing({ ...FIRST, free: 2 })).toBe("On appelle les profs");
    expect(doing({ ...FIRST, step: "ringing" })).toBe("Ça sonne chez un prof");
  });
});

describe("the bowl of the « d »", () => {
  it("fills as time passes, is never empty and never full", () => {
    const shares = [-5, 0, 30, 60, 240, 3600].map((seconds) => filled(seconds * 1000, FIRST.estimate));
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    expect(shares[0]).toBeGreaterThan(0);
    expect(shares.at(-1)).toBeLessThan(100);
  });
});
