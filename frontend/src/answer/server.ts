import { csrfToken } from "../live/ticket";
import type { Kept, Sent } from "./drawing_link";

/** The board of a written answer on the server: src/declic/web/teacher/drawing.py. */
const VERSION = "Declic-Version";
const PATIENCE_MS = 30_000;
/** Nothing more is kept of it: a colleague has the question, or it is answered, or taken back. */
const OVER: ReadonlySet<string> = new Set(["claimed", "written_over", "not_found"]);

export async function loadDrawing(url: string): Promise<Kept | "over" | null> {
  try {
    const answer = await fetch(url, { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.status === 404) return "over";
    if (!answer.ok) return null;
    const update = new Uint8Array(await answer.arrayBuffer());
    return { update, version: Number(answer.headers.get(VERSION) ?? "0") };
  } catch {
    return null;
  }
}

export async function sendDrawing(url: string, update: Uint8Array, version: number): Promise<Sent> {
  try {
    const answer = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      signal: AbortSignal.timeout(PATIENCE_MS),
      headers: {
        "Content-Type": "application/octet-stream",
        "X-CSRFToken": csrfToken(),
        Accept: "application/json",
        [VERSION]: String(version),
      },
      body: update as Uint8Array<ArrayBuffer>,
    });
    const said = (await answer.json().catch(() => ({}))) as {
      version?: number;
      code?: string;
      message?: string;
    };
    const { code = answer.status === 404 ? "not_found" : "", message = "" } = said;
    if (answer.ok && said.version !== undefined) return { is: "kept", version: said.version };
    if (code === "drawn_elsewhere") return { is: "behind" };
    if (OVER.has(code)) return { is: "refused", message, over: true };
    if (code === "drawing_too_large" || code === "unreadable_drawing")
      return { is: "refused", message, over: false };
    return { is: "lost", message: answer.status === 401 ? message : "" };
  } catch {
    return { is: "lost", message: "" };
  }
}
