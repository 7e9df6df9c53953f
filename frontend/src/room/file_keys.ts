import type { BoardDocument } from "../board/board_document";
import type { BoardView } from "../board/board_view";
import type { WorkPage } from "../board/laid";
import { FileRefused, sendFile } from "../chat/send_file";
import type { Slots } from "./slots";

/** A photo or a PDF put on the board: sent, cleaned by the server, laid where one looks. */

/** `lost`: it may be sent again as it is. */
export type Put = "laid" | "refused" | "lost";

export interface Putting {
  mayWrite(): boolean;
  /** It says by itself what went wrong. `again`: it was said already. */
  put(file: File, again: boolean): Promise<Put>;
}

const AGAIN_MS = 4000;

/** Kept, and sent again, until it lies on the board or is refused. */
export async function laid(file: File, needs: Putting): Promise<boolean> {
  for (let again = false; needs.mayWrite(); again = true) {
    const done = await needs.put(file, again);
    if (done !== "lost") return done === "laid";
    await new Promise((wait) => setTimeout(wait, AGAIN_MS));
  }
  return false;
}

export interface FileKeysOptions {
  mayWrite(): boolean;
  /** A photo lies on the page in sight. */
  laid(id: string): void;
  goTo(page: string): void;
  /** It could not be laid, and why. */
  fault(fact: string): void;
  /** What had not arrived is there. */
  arrived(): void;
  say(text: string): void;
}

export class FileKeys {
  private readonly field: HTMLInputElement;
  private readonly sending: HTMLElement;

  constructor(
    slots: Slots,
    private readonly view: BoardView,
    private readonly board: BoardDocument,
    private readonly options: FileKeysOptions,
  ) {
    this.field = slots.get<HTMLInputElement>("file");
    this.sending = slots.get("file-sending");
    slots.on("file", () => this.field.click());
    this.field.addEventListener("change", () => {
      const file = this.field.files?.[0];
      this.field.value = "";
      if (file !== undefined) void this.chosen(file);
    });
  }

  /** It may have been photographed for this alone, and be nowhere else. */
  private async chosen(file: File): Promise<void> {
    // What was wrong with the last one is not with this one.
    this.options.arrived();
    const lost = "Le fichier n’est pas arrivé. Il est gardé\u00a0: on le renvoie.";
    let again = false;
    const put = (one: File, anew: boolean): Promise<Put> => {
      again = anew;
      return this.put(one, anew ? null : lost);
    };
    if ((await laid(file, { mayWrite: this.options.mayWrite, put })) && again) this.options.arrived();
  }

  /** Sent and laid; what went wrong is said, `lost` when it did not arrive. */
  async put(file: File, lost: string | null): Promise<Put> {
    this.sending.hidden = false;
    this.sending.textContent = "Le document arrive…";
    try {
      const sent = await sendFile(this.field.dataset.url ?? "", file, (share) => {
        const done = share < 1 ? `${Math.round(100 * share)}\u00a0%` : "on le prépare";
        this.sending.textContent = `Le document arrive… ${done}`;
      });
      this.lay(sent.pages);
      return "laid";
    } catch (trouble) {
      const why = trouble instanceof FileRefused ? trouble.message : "";
      const said = why || lost;
      if (said !== null) this.options.fault(said);
      return trouble instanceof FileRefused ? "refused" : "lost";
    } finally {
      this.sending.hidden = true;
    }
  }

  /** What is on the server already: a document laid before is shown where it lies, pages taken away come back. */
  lay(pages: readonly WorkPage[]): void {
    const first = pages[0];
    if (first === undefined) return;
    if (first.alone === true) {
      const { laid } = this.board;
      const { length } = laid.missing(pages);
      const page = laid.document(pages);
      if (page === null) {
        this.options.fault("Le tableau n’a plus de place pour ces pages.");
        return;
      }
      this.options.goTo(page);
      const some = length > 1 ? `${length} pages posées.` : "Une page posée.";
      this.options.say(length > 0 ? some : "Ce document est déjà sur le tableau.");
      return;
    }
    const { width, height } = this.view.viewport;
    const middle = this.view.toBoard({ x: width / 2, y: height / 2 });
    this.options.laid(this.board.laid.photo(first, middle));
    this.options.say("Photo posée.");
  }
}
