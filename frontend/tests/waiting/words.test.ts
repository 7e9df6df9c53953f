import { describe, expect, it } from "vitest";
import { filled, headline, inBowl, mayWaitFor, type Place, range, story } from "../../src/waiting/words";

const FIRST: Place = { place: 1, estimate: { low_min: 2, high_min: 4 }, free: 0, step: "asked", wanted: "" };

describe("the wait in words", () => {
  it("is a range of minutes, never a false precision", () => {
    expect(range({ low_min: 2, high_min: 4 })).toBe("2 à 4\u00a0min");
    expect(range({ low_min: 0, high_min: 2 })).toBe("moins de 2\u00a0min");
    expect(range({ low_min: 50, high_min: 80 })).toBe("plus d’1\u00a0h");
    expect(range(null)).toBe("");
  });

  it("fits in the bowl", () => {
    expect(inBowl(FIRST)).toEqual({ about: "environ", value: "2–4\u00a0min" });
    expect(inBowl({ ...FIRST, estimate: null, place: 3 })).toEqual({ about: "place", value: "n°\u00a03" });
    expect(inBowl({ ...FIRST, estimate: null, place: null }).value).not.toBe("");
    expect(inBowl({ ...FIRST, step: "ringing" })).toEqual({ about: "ça", value: "sonne" });
  });

  it("says who is before, who is free, and what happens", () => {
    expect(story({ ...FIRST, place: 2 })).toBe("Il y a un élève avant toi.");
    expect(story({ ...FIRST, place: 5 })).toBe("Il y a 4 élèves avant toi.");
    expect(story({ ...FIRST, free: 1 })).toContain("Un prof est libre");
    expect(story({ ...FIRST, free: 3 })).toContain("3 profs sont libres");
    expect(headline({ ...FIRST, step: "long" }, "Inès")).toBe("C’est plus long que prévu, Inès.");
  });

  it("says whom the pupil waits for, and for how long, and offers it only before", () => {
    const soon: Place = { ...FIRST, wanted: "Mme Lefèvre" };
    const held: Place = { ...soon, step: "for_wanted" };
    expect(headline(held, "Inès")).toBe("On attend Mme Lefèvre, Inès.");
    expect(story(held)).toContain("une minute au plus");
    const ringing: Place = { ...soon, step: "ringing" };
    expect([FIRST, soon, ringing, held].map(mayWaitFor)).toEqual([false, true, true, false]);
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
