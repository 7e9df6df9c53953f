/**
 * A PDF of pictures, one a page: what a page of the board becomes when it is printed or kept.
 *
 * The pictures are drawn by the code that draws the board, so a PDF needs of its format only the little written here.
 */
export interface PdfPage {
  /** JPEG. */
  readonly picture: Uint8Array;
  /** Of the picture, pixels. */
  readonly width: number;
  readonly height: number;
  /** Of the page, points: A4 is 595 by 842. */
  readonly page: { readonly width: number; readonly height: number };
}

const CATALOG = 1;
const PAGES = 2;
const INFO = 3;
/** Each page is three objects: the page, what it draws, its picture. */
const FIRST = 4;
const EACH = 3;

export function pdfOf(pages: readonly PdfPage[], title: string): Uint8Array<ArrayBuffer> {
  const file = new PdfFile();
  const kids = pages.map((_, order) => `${FIRST + EACH * order} 0 R`).join(" ");
  file.object(
    CATALOG,
    `<< /Type /Catalog /Pages ${PAGES} 0 R /Lang (fr-FR) /ViewerPreferences << /DisplayDocTitle true >> >>`,
  );
  file.object(PAGES, `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`);
  file.object(INFO, `<< /Title ${textOf(title)} /Producer ${textOf("Déclic")} >>`);
  pages.forEach((one, order) => {
    const [page, drawing, picture] = [0, 1, 2].map((nth) => FIRST + EACH * order + nth) as [
      number,
      number,
      number,
    ];
    const { width, height } = one.page;
    file.object(
      page,
      `<< /Type /Page /Parent ${PAGES} 0 R /MediaBox [0 0 ${width} ${height}] /Contents ${drawing} 0 R ` +
        `/Resources << /XObject << /P ${picture} 0 R >> >> >>`,
    );
    file.stream(drawing, "", new TextEncoder().encode(`q ${width} 0 0 ${height} 0 0 cm /P Do Q`));
    file.stream(
      picture,
      `/Type /XObject /Subtype /Image /Width ${one.width} /Height ${one.height} /ColorSpace /DeviceRGB ` +
        "/BitsPerComponent 8 /Filter /DCTDecode ",
      one.picture,
    );
  });
  return file.closed();
}

/** The file as it grows, with where each object begins. */
class PdfFile {
  private readonly parts: Uint8Array[] = [];
  private readonly begins = new Map<number, number>();
  private length = 0;

  constructor() {
    // The second line says to whoever moves the file that it is not text.
    this.write("%PDF-1.4\n");
    this.bytes(Uint8Array.from([0x25, 0xe2, 0xe3, 0xcf, 0xd3, 0x0a]));
  }

  object(number: number, body: string): void {
    this.begins.set(number, this.length);
    this.write(`${number} 0 obj\n${body}\nendobj\n`);
  }

  stream(number: number, keys: string, content: Uint8Array): void {
    this.begins.set(number, this.length);
    this.write(`${number} 0 obj\n<< ${keys}/Length ${content.length} >>\nstream\n`);
    this.bytes(content);
    this.write("\nendstream\nendobj\n");
  }

  closed(): Uint8Array<ArrayBuffer> {
    const table = this.length;
    const count = this.begins.size + 1;
    this.write(`xref\n0 ${count}\n0000000000 65535 f \n`);
    for (let number = 1; number < count; number += 1)
      this.write(`${String(this.begins.get(number)).padStart(10, "0")} 00000 n \n`);
    this.write(`trailer\n<< /Size ${count} /Root ${CATALOG} 0 R /Info ${INFO} 0 R >>\n`);
    this.write(`startxref\n${table}\n%%EOF\n`);
    const file = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.parts) {
      file.set(part, at);
      at += part.length;
    }
    return file;
  }

  private write(text: string): void {
    this.bytes(new TextEncoder().encode(text));
  }

  private bytes(part: Uint8Array): void {
    this.parts.push(part);
    this.length += part.length;
  }
}

/** UTF-16, as PDF writes what is not ASCII. */
function textOf(text: string): string {
  const units = [...Array(text.length).keys()].map((at) => text.charCodeAt(at));
  return `<FEFF${units.map((unit) => unit.toString(16).padStart(4, "0")).join("")}>`;
}
