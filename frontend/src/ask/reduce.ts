/** A photo made light in the browser: 1600 px at most, about 200 kB, turned the way it is held. */
export const LONGEST_PX = 1600;
export const TARGET_BYTES = 200_000;
/** Under this, writing starts to blur: the photo is sent heavier instead. */
const LOWEST_QUALITY = 0.5;
const FIRST_QUALITY = 0.82;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Same shape, longest side at most `longest`; never enlarged, never under one pixel. */
export function fitWithin(size: Size, longest: number): Size {
  const scale = Math.min(1, longest / Math.max(size.width, size.height, 1));
  return {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  };
}

/** The size after `quarters` quarter turns clockwise. */
export function turned(size: Size, quarters: number): Size {
  return Math.abs(quarters) % 2 === 1 ? { width: size.height, height: size.width } : size;
}

/** The next JPEG quality to try after one that gave `bytes`, or null when this one will do. */
export function nextQuality(bytes: number, quality: number): number | null {
  if (bytes <= TARGET_BYTES || quality <= LOWEST_QUALITY) return null;
  // JPEG's weight falls faster than its quality: the square root lands close in one step.
  const aimed = quality * Math.sqrt(TARGET_BYTES / bytes);
  return Math.max(LOWEST_QUALITY, Math.min(quality - 0.06, aimed));
}

export interface Reduced {
  readonly blob: Blob;
  readonly size: Size;
  /** Luminance, one byte a pixel, of a smaller copy: what the checks read. */
  readonly grey: { readonly pixels: Uint8ClampedArray; readonly size: Size };
}

const CHECKED_PX = 640;

/** Null when the browser cannot read the file (a HEIC outside Safari, a PDF): it is then sent as it is. */
export async function reducePhoto(file: Blob, quarters = 0): Promise<Reduced | null> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
  try {
    const size = turned(fitWithin(bitmap, LONGEST_PX), quarters);
    const canvas = drawn(bitmap, size, quarters);
    let quality: number | null = FIRST_QUALITY;
    let blob = await encoded(canvas, quality);
    for (;;) {
      if (blob === null) return null;
      quality = nextQuality(blob.size, quality);
      if (quality === null) break;
      blob = await encoded(canvas, quality);
    }
    return { blob, size, grey: greyOf(canvas, size) };
  } finally {
    bitmap.close();
  }
}

function drawn(bitmap: ImageBitmap, size: Size, quarters: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = size.width;
  canvas.height = size.height;
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("no canvas");
  pen.imageSmoothingQuality = "high";
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, size.width, size.height);
  const flat = turned(size, quarters);
  pen.translate(size.width / 2, size.height / 2);
  pen.rotate((quarters * Math.PI) / 2);
  pen.drawImage(bitmap, -flat.width / 2, -flat.height / 2, flat.width, flat.height);
  return canvas;
}

function encoded(canvas: HTMLCanvasElement, quality: number): Promise<Blob | null> {
  return new Promise((done) => {
    canvas.toBlob(done, "image/jpeg", quality);
  });
}

/** The small grey copy of a picture of `full` pixels that what is said of it is read from. */
export function greyOf(from: CanvasImageSource, full: Size): Reduced["grey"] {
  const size = fitWithin(full, CHECKED_PX);
  const canvas = document.createElement("canvas");
  canvas.width = size.width;
  canvas.height = size.height;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (pen === null) throw new Error("no canvas");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(from, 0, 0, size.width, size.height);
  return { pixels: luminance(pen.getImageData(0, 0, size.width, size.height).data), size };
}

/** ITU-R BT.601 luminance of RGBA bytes. */
export function luminance(rgba: Uint8ClampedArray): Uint8ClampedArray {
  const out = new Uint8ClampedArray(rgba.length / 4);
  for (let from = 0, to = 0; to < out.length; from += 4, to += 1) {
    out[to] = 0.299 * (rgba[from] ?? 0) + 0.587 * (rgba[from + 1] ?? 0) + 0.114 * (rgba[from + 2] ?? 0);
  }
  return out;
}
