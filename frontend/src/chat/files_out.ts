import { FileRefused, type SentFile } from "./send_file";

/** Files on their way into the conversation: each shows how far it is, and stays until it is there or taken away. */
export interface FilesOutNeeds {
  send(file: File, progress: (share: number) => void): Promise<SentFile>;
  /** It is on the server: it may go with a message. */
  sent(file: SentFile): void;
}

interface Waiting {
  readonly file: File;
  readonly card: HTMLElement;
  under: boolean;
}

export class FilesOut {
  private readonly waiting = new Set<Waiting>();

  constructor(
    private readonly place: HTMLElement,
    private readonly needs: FilesOutNeeds,
  ) {}

  add(file: File): void {
    const card = document.createElement("div");
    card.className = "file-out";
    this.place.append(card);
    const one: Waiting = { file, card, under: false };
    this.waiting.add(one);
    void this.go(one);
  }

  /** Some may still arrive. */
  get some(): boolean {
    return [...this.waiting].some(({ card }) => card.dataset.refused === undefined);
  }

  /** The network is back: what did not leave leaves. */
  again(): void {
    for (const one of this.waiting)
      if (!one.under && one.card.dataset.refused === undefined) void this.go(one);
  }

  private async go(one: Waiting): Promise<void> {
    one.under = true;
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.setAttribute("aria-label", `Envoi de ${one.file.name}`);
    one.card.replaceChildren(words(one.file.name), bar);
    try {
      const sent = await this.needs.send(one.file, (share) => {
        // Once all has left the server still cleans it: the bar moves by itself.
        if (share < 1) bar.value = share;
        else bar.removeAttribute("value");
      });
      this.drop(one);
      this.needs.sent(sent);
    } catch (trouble) {
      one.under = false;
      if (trouble instanceof FileRefused) this.refused(one, trouble.message);
      else this.cut(one);
    }
  }

  private refused(one: Waiting, why: string): void {
    one.card.dataset.refused = "";
    one.card.replaceChildren(alert(`${one.file.name} n’est pas parti. ${why}`), this.away(one));
  }

  private cut(one: Waiting): void {
    const again = button("Réessayer", () => void this.go(one));
    one.card.replaceChildren(
      alert(`${one.file.name} n’est pas parti. Il est gardé ici, et repart au retour du réseau.`),
      again,
      this.away(one),
    );
  }

  private away(one: Waiting): HTMLElement {
    return button("Retirer", () => this.drop(one));
  }

  private drop(one: Waiting): void {
    this.waiting.delete(one);
    one.card.remove();
  }
}

function words(text: string): HTMLElement {
  const made = document.createElement("span");
  made.textContent = text;
  return made;
}

function alert(text: string): HTMLElement {
  const made = words(text);
  made.setAttribute("role", "alert");
  return made;
}

function button(text: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn bare";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}
