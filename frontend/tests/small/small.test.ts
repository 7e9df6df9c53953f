import { describe, expect, it } from "vitest";
import { judge } from "../../src/small/camera";
import { said } from "../../src/small/said";
import { frenchVoice, pickFrench, type Speaker } from "../../src/small/voice";
import { before, inSmallBowl, like, spoken } from "../../src/small/wait";
import type { Place } from "../../src/waiting/words";

function voice(lang: string, localService: boolean, name = lang): SpeechSynthesisVoice {
  return { lang, localService, name, default: false, voiceURI: name };
}

describe("the voice that reads aloud", () => {
  it("is French, of the device itself, France's first", () => {
    const found = pickFrench([
      voice("en-US", true),
      voice("fr-CA", true),
      voice("fr_FR", true),
      voice("fr-FR", false, "loin"),
    ]);
    expect(found?.lang).toBe("fr_FR");
  });

  it("is none rather than one that sends the words away", () => {
    expect(pickFrench([voice("fr-FR", false), voice("fro", true), voice("en-GB", true)])).toBeNull();
  });

  it("is waited for, since browsers list voices late", async () => {
    let voices: SpeechSynthesisVoice[] = [];
    let tell = (): void => undefined;
    const speaker = {
      getVoices: () => voices,
      addEventListener: (_: string, act: () => void) => {
        tell = act;
      },
      removeEventListener: () => undefined,
      speak: () => undefined,
      cancel: () => undefined,
    } as unknown as Speaker;
    const coming = frenchVoice(speaker);
    voices = [voice("fr-FR", true)];
    tell();
    expect((await coming)?.lang).toBe("fr-FR");
  });
});

describe("the camera on the notebook", () => {
  const look = (level: number): Uint8ClampedArray => new Uint8ClampedArray(3072).fill(level);

  it("asks for a lamp, then for the whole page, then says to press", () => {
    expect(judge(look(20), look(20))).toBe("dark");
    expect(judge(look(180), null)).toBe("aim");
    expect(judge(look(180), look(140))).toBe("aim");
    expect(judge(look(180), look(178))).toBe("steady");
  });
});

describe("what is heard while showing the notebook", () => {
  const none = { photos: 0, full: false, adds: false };

  it("says one thing to do at each moment, and nothing while looking", () => {
    expect(said("aim", none)).toContain("toute la page");
    expect(said("aim", { ...none, photos: 1 })).toContain("l’autre page");
    expect(said("blurred", none)).toContain("La photo est floue. Pose le cahier à plat, près d’une lampe.");
    expect(said("doubted", none)).toContain(
      "On ne voit rien sur la photo. Appuie sur la flèche pour la refaire",
    );
    expect(said("look", none)).toBeNull();
    expect(said("steady", none)).toBeNull();
  });

  it("offers one more page until there are enough, and names the right green button", () => {
    expect(said("taken", none)).toContain("autre page");
    expect(said("taken", { ...none, photos: 6, full: true })).not.toContain("autre page");
    expect(said("taken", none)).toContain("téléphone vert");
    expect(said("taken", { ...none, adds: true })).toContain("pour l’ajouter");
  });
});

describe("the wait of a child of six", () => {
  const third: Place = {
    place: 3,
    estimate: { low_min: 2, high_min: 4 },
    free: 0,
    step: "asked",
    wanted: "",
  };

  it("is said with who is before, what lasts as long, and the closing", () => {
    expect(spoken(third, "20 heures")).toBe(
      "On appelle un professeur. Il y a 2 enfants avant toi. Il faut attendre environ 4 minutes\u00a0: le temps de manger une pomme. Quand ça sonne, appuie sur le téléphone vert. Les professeurs sont là jusqu’à 20 heures.",
    );
    expect(spoken({ ...third, step: "ringing" }, "")).toContain("Ça sonne");
    expect(spoken({ ...third, step: "long" }, "")).toContain("Tu gardes ta place.");
    expect(spoken({ ...third, estimate: { low_min: 40, high_min: 90 } }, "")).toContain("un grand");
    expect(before(1)).toBe("C’est bientôt ton tour.");
    expect(before(2)).toBe("Il y a un enfant avant toi.");
  });

  it("shows one number and one picture, and none when nothing is known", () => {
    expect(inSmallBowl(third.estimate)).toEqual({ about: "environ", value: "4\u00a0min" });
    expect(inSmallBowl({ low_min: 0, high_min: 2 }).about).toBe("moins de");
    expect(inSmallBowl({ low_min: 40, high_min: 90 })).toEqual({ about: "plus d’", value: "1\u00a0h" });
    expect(inSmallBowl(null)).toEqual({ about: "", value: "…" });
    expect([like(null), like({ low_min: 0, high_min: 2 }), like({ low_min: 9, high_min: 30 })]).toEqual([
      null,
      "musique",
      "livres",
    ]);
  });
});
