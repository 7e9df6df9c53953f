import { reducePhoto } from "../ask/reduce";
import type { FilePage } from "../live/protocol";
import { csrfToken } from "../live/ticket";

/** A photo or a PDF on its way to the server, which cleans it and draws its pages. */
const PATIENCE_MS = 120_000;

export interface SentFile {
  readonly pages: readonly FilePage[];
  /** What makes them go with a message. */
  readonly file: string;
}

/** The server would not have it; the message says why, in French. Anything else thrown is worth trying again. */
export class FileRefused extends Error {}

/** `progress`: the share that has left, 0 to 1. `fetch` does not tell it. */
export async function sendFile(
  url: string,
  file: File,
  progress: (share: number) => void,
): Promise<SentFile> {
  const light = file.type.startsWith("image/") ? await reducePhoto(file) : null;
  const body = new FormData();
  body.set("file", light?.blob ?? file, file.name);
  const request = new XMLHttpRequest();
  request.open("POST", url);
  request.timeout = PATIENCE_MS;
  request.responseType = "json";
  request.setRequestHeader("X-CSRFToken", csrfToken());
  request.setRequestHeader("Accept", "application/json");
  request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
  await new Promise<void>((done, fail) => {
    request.onload = () => done();
    for (const event of ["error", "timeout", "abort"] as const)
      request.addEventListener(event, () => fail(new Error(event)));
    request.send(body);
  });
  const said = (request.response ?? {}) as Partial<SentFile> & { message?: string };
  if (request.status === 200 && said.pages !== undefined && said.file !== undefined)
    return { pages: said.pages, file: said.file };
  // 503: too many at once. It is sent again as it is.
  if (request.status >= 400 && request.status < 500) throw new FileRefused(said.message ?? "");
  throw new Error(`file: ${request.status}`);
}
