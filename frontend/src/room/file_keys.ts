import { reducePhoto } from "../ask/reduce";
import type { BoardDocument, WorkPage } from "../board/board_document";
import type { BoardView } from "../board/board_view";
import { csrfToken } from "../live/ticket";
import type { Slots } from "./slots";

/** A photo or a PDF put on the board: sent, cleaned by the server, laid where one looks. */
const PATIENCE_MS = 60_000;

export interface FileKeysOptions {
  mayWrite(): boolean;
  /** A photo lies on the page in sight. */
  laid(id: string): void;
  goTo(page: string): void;
  /** It could not be laid, and why. */
  fault(fact: string): void;
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
      if (file !== undefined && options.mayWrite()) void this.put(file);
    });
  }

  /** Sent and laid; what went wrong is said. */
  async put(file: File): Promise<void> {
    this.sending.hidden = false;
    try {
      const answer = await send(this.field.dataset.url ?? "", file);
      if (!answer.ok) throw new Refused(answer.message);
      this.lay(answer.pages);
    } catch (trouble) {
      const why = trouble instanceof Refused ? trouble.message : "";
      this.options.fault(why || "Le fichier n’est pas arrivé.");
    } finally {
      this.sending.hidden = true;
    }
  }

  private lay(pages: readonly WorkPage[]): void {
    const first = pages[0];
    if (first === undefined) return;
    if (first.alone === true) {
      const page = this.board.layDocument(pages);
      if (page === null) throw new Refused("Le tableau n’a plus de place pour ces pages.");
      this.options.goTo(page);
      this.options.say(pages.length > 1 ? `${pages.length} pages posées.` : "Une page posée.");
      return;
    }
    const { width, height } = this.view.viewport;
    const middle = this.view.toBoard({ x: width / 2, y: height / 2 });
    this.options.laid(this.board.layPhoto(first, middle));
    this.options.say("Photo posée.");
  }
}

class Refused extends Error {}

async function send(
  url: string,
  file: File,
): Promise<{ ok: boolean; message: string; pages: readonly WorkPage[] }> {
  const light = file.type.startsWith("image/") ? await reducePhoto(file) : null;
  const body = new FormData();
  body.set("file", light?.blob ?? file, file.name);
  const answer = await fetch(url, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const { message = "", pages = [] } = (await answer.json()) as { message?: string; pages?: WorkPage[] };
  return { ok: answer.ok, message, pages };
}
