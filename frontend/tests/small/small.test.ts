import { describe, expect, it } from "vitest";
import { judge } from "../../src/small/aim";
import { frenchVoice, pickFrench, type Speaker } from "../../src/small/voice";

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
