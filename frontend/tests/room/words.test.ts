import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { elided } from "../../src/pages/elision";
import { Words } from "../../src/room/words";

describe("the end of a lesson, in words", () => {
  const pupil = new Words(false, "Mme Lefèvre");
  const teacher = new Words(true, "Inès");

  test.each(["line_lost", "not_joined", "given_up", "taken_back"])(
    "%s: the pupil is not told it is finished",
    (why) => {
      const said = pupil.over(why, "nobody");
      expect(`${said.fact} ${said.next}`).not.toMatch(/fini|Bravo/);
      expect(said.next).toContain("en premier");
      expect(pupil.wayOut(why)).toBe("Attendre un autre prof");
      expect(pupil.refused(why, "La leçon est finie.")).toEqual(said);
    },
  );

  test("a pupil taken back by the team is not told why, and their teacher is told who decided", () => {
    const said = pupil.over("taken_back", "nobody");
    expect(said.fact).toBe("Mme Lefèvre a dû s’arrêter.");
    expect(`${said.fact} ${said.next}`).not.toMatch(/réseau|suspend/);
    expect(teacher.over("taken_back", "nobody").fact).toBe("L’équipe Déclic a arrêté cette leçon.");
  });

  test("nobody is said to have ended what nobody ended", () => {
    expect(teacher.over("pupil_gone", "nobody").fact).toBe("La leçon est finie.");
    expect(teacher.over("finished", "theirs").fact).toBe("Inès a fini la leçon.");
    expect(pupil.over("finished", "mine").fact).toBe("La leçon est finie.");
  });

  test("no report is asked of a teacher for a lesson that was not one", () => {
    for (const why of ["line_lost", "not_joined", "no_show", "pupil_left"]) {
      expect(teacher.over(why, "nobody").next).not.toContain("compte rendu");
      expect(teacher.wayOut(why)).toBe("Revenir à mon bureau");
    }
    expect(teacher.wayOut("finished")).toBeNull();
  });

  test("only a pupil whose lesson took place is asked what they could do again", () => {
    expect(pupil.asksAfter("finished")).toBe(true);
    expect(pupil.asksAfter("pupil_gone")).toBe(true);
    for (const why of ["line_lost", "given_up", "no_show", "pupil_left"])
      expect(pupil.asksAfter(why)).toBe(false);
    expect(teacher.asksAfter("finished")).toBe(false);
  });
});

describe("a name after « de » or « que »", () => {
  const cases = JSON.parse(
    readFileSync(new URL("../../../tests/ground/elisions.json", import.meta.url), "utf8"),
  ) as [string, string, string][];

  test.each(cases)("%s %s", (word, name, said) => {
    expect(elided(word, name)).toBe(said);
  });

  test("the network of the other is theirs", () => {
    expect(new Words(true, "Yanis").networks("bon", "faible")).toContain("Celui de Yanis");
    expect(new Words(true, "Inès").networks("bon", "faible")).toContain("Celui d’Inès");
  });
});

describe("where somebody else is", () => {
  const teacher = new Words(true, "Inès");

  test("what sets a guest apart stands between two commas before the verb, and once after it", () => {
    expect(teacher.follow("M. Costa, collègue", 1)).toBe("M. Costa, collègue, est page 1\u00a0: y aller");
    expect(teacher.framed()?.("M. Costa, collègue")).toBe("M. Costa, collègue, voit ici");
    expect(teacher.follow("M. Costa, collègue", null)).toBe("Voir où est M. Costa, collègue");
  });

  test("the other has a name alone", () => {
    expect(teacher.follow("Inès", 2)).toBe("Inès est page 2\u00a0: y aller");
    expect(teacher.framed()?.("Inès")).toBe("Inès voit ici");
  });
});
