import type { Refusal } from "../call/devices";

/** What the room says: « tu » to a pupil, « vous » to a teacher. `other` is the other person's name. */
export interface Sentence {
  /** The fact, in bold. */
  readonly fact: string;
  readonly next: string;
}

export class Words {
  constructor(
    private readonly teaches: boolean,
    private readonly other: string,
  ) {}

  joining(): Sentence {
    return this.teaches
      ? { fact: `On appelle ${this.other}.`, next: "Le tableau est là : vous pouvez déjà écrire." }
      : { fact: "On vous relie.", next: "Le tableau est déjà là : tu peux écrire." };
  }

  offline(): Sentence {
    return this.teaches
      ? { fact: "Plus de réseau.", next: "Continuez d’écrire, rien ne se perd. On vous reconnecte." }
      : { fact: "Plus de réseau.", next: "Continue d’écrire, rien ne se perd. On te reconnecte." };
  }

  gone(): Sentence {
    return this.teaches
      ? {
          fact: `${this.other} a perdu le réseau.`,
          next: "Sa place est gardée. Vous vous retrouvez à son retour.",
        }
      : {
          fact: `${this.other} a perdu le réseau.`,
          next: "Reste là. Sinon, tu passes en premier : un autre prof arrive.",
        };
  }

  weak(): Sentence {
    return { fact: "Réseau faible.", next: "On coupe l’image, on garde la voix." };
  }

  noMicrophone(why: Refusal): Sentence {
    if (this.teaches) {
      const next =
        why === "refused"
          ? "Autorisez-le dans le navigateur, ou écrivez : la leçon continue."
          : "Branchez-en un, ou écrivez : la leçon continue.";
      return { fact: "Votre micro est coupé.", next };
    }
    return { fact: "Ton micro est coupé.", next: `Pas grave : écris, ${this.other} te lit.` };
  }

  noCamera(): Sentence {
    return { fact: "La caméra ne répond pas.", next: "La voix et le tableau suffisent." };
  }

  voiceMending(): Sentence {
    return this.teaches
      ? { fact: "La voix a coupé.", next: "On la rétablit. Le tableau et les messages marchent." }
      : { fact: "La voix a coupé.", next: "On la remet. Le tableau et les messages marchent." };
  }

  moved(): Sentence {
    return {
      fact: "La leçon continue sur un autre appareil.",
      next: this.teaches
        ? "Vous l’avez ouverte ailleurs. Ici, elle est en pause."
        : "Tu l’as ouverte ailleurs. Ici, elle est en pause.",
    };
  }

  /** `mine`: this person ended it. */
  over(why: string, mine: boolean): Sentence {
    if (why === "closing_time") {
      return { fact: "C’est l’heure de fermer.", next: "La leçon est finie. Le tableau est gardé." };
    }
    if (this.teaches) {
      return {
        fact: mine ? "La leçon est finie." : `${this.other} a fini la leçon.`,
        next: "Il reste le compte rendu : une minute.",
      };
    }
    return {
      fact: mine ? "La leçon est finie." : `${this.other} a fini la leçon.`,
      next: "Bravo d’avoir demandé. Le tableau est gardé : tu peux le revoir quand tu veux.",
    };
  }

  refused(code: string, message: string): Sentence {
    if (code === "over") return this.over("", false);
    if (code === "moved") return this.moved();
    const fact = message === "" ? "On ne peut plus entrer dans cette salle." : message;
    return { fact, next: this.teaches ? "Revenez à votre bureau." : "Reviens à l’accueil." };
  }

  follow(): string {
    return this.teaches ? `Voir où est ${this.other}` : `Voir où écrit ${this.other}`;
  }

  /** Around what a pupil sees, on the teacher's board. */
  framed(): ((name: string) => string) | null {
    return this.teaches ? (name) => `${name} voit ici` : null;
  }

  unkept(count: number): string {
    return count > 1 ? `${count} traits pas encore gardés` : "1 trait pas encore gardé";
  }

  lessonRunning(): string {
    return this.teaches ? `${this.other} est là.` : `${this.other} est là. Vous pouvez parler.`;
  }
}
