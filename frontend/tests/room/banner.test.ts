import { describe, expect, test } from "vitest";
import { Standing } from "../../src/room/banner";

const words = (fact: string) => ({ fact, next: "" });

describe("the one message above the board", () => {
  test.each(["microphone", "camera", "weak"] as const)(
    "%s refused or weak hides nothing urgent",
    (lasting) => {
      for (const urgent of ["closing", "fault"] as const) {
        const standing = new Standing();
        standing.say(lasting, words("il dure"));
        standing.say(urgent, words("il presse"));
        expect(standing.first?.kind).toBe(urgent);
        standing.unsay(urgent);
        expect(standing.first?.kind).toBe(lasting);
      }
    },
  );

  test("of what is said once, the last is shown, also over a trouble that lasts", () => {
    const standing = new Standing();
    standing.say("fault", words("Le fichier n’est pas arrivé."));
    standing.say("closing", words("Toujours là ?"));
    expect(standing.first?.kind).toBe("closing");
    standing.say("fault", words("Ce texte n’est pas posé."));
    expect(standing.first?.kind).toBe("fault");
    standing.say("offline", words("Plus de lien avec Déclic."));
    expect(standing.first?.kind).toBe("offline");
    standing.say("fault", words("Ce texte n’est pas posé."));
    expect(standing.first?.kind).toBe("fault");
    // The trouble still lasts: it is no newer for being said again.
    standing.say("offline", words("Plus de lien avec Déclic."));
    expect(standing.first?.kind).toBe("fault");
  });

  test("what is told again is news, and a trouble that goes on is not", () => {
    const standing = new Standing();
    expect(standing.say("microphone", words("Micro coupé."))).toBe(true);
    expect(standing.say("microphone", words("Micro coupé."))).toBe(false);
    expect(standing.say("fault", words("Pas posé."))).toBe(true);
    expect(standing.say("fault", words("Pas posé."))).toBe(true);
  });
});
