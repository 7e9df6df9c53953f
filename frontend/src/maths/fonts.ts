import amsRegular from "katex/dist/fonts/KaTeX_AMS-Regular.woff2?url";
import caligraphicBold from "katex/dist/fonts/KaTeX_Caligraphic-Bold.woff2?url";
import caligraphicRegular from "katex/dist/fonts/KaTeX_Caligraphic-Regular.woff2?url";
import frakturBold from "katex/dist/fonts/KaTeX_Fraktur-Bold.woff2?url";
import frakturRegular from "katex/dist/fonts/KaTeX_Fraktur-Regular.woff2?url";
import mainBold from "katex/dist/fonts/KaTeX_Main-Bold.woff2?url";
import mainBoldItalic from "katex/dist/fonts/KaTeX_Main-BoldItalic.woff2?url";
import mainItalic from "katex/dist/fonts/KaTeX_Main-Italic.woff2?url";
import mainRegular from "katex/dist/fonts/KaTeX_Main-Regular.woff2?url";
import mathBoldItalic from "katex/dist/fonts/KaTeX_Math-BoldItalic.woff2?url";
import mathItalic from "katex/dist/fonts/KaTeX_Math-Italic.woff2?url";
import sansBold from "katex/dist/fonts/KaTeX_SansSerif-Bold.woff2?url";
import sansItalic from "katex/dist/fonts/KaTeX_SansSerif-Italic.woff2?url";
import sansRegular from "katex/dist/fonts/KaTeX_SansSerif-Regular.woff2?url";
import scriptRegular from "katex/dist/fonts/KaTeX_Script-Regular.woff2?url";
import size1 from "katex/dist/fonts/KaTeX_Size1-Regular.woff2?url";
import size2 from "katex/dist/fonts/KaTeX_Size2-Regular.woff2?url";
import size3 from "katex/dist/fonts/KaTeX_Size3-Regular.woff2?url";
import size4 from "katex/dist/fonts/KaTeX_Size4-Regular.woff2?url";
import typewriterRegular from "katex/dist/fonts/KaTeX_Typewriter-Regular.woff2?url";

/** The letters of mathematics, from our own site; each file travels only once a formula needs it. */
const NORMAL = { style: "normal", weight: "400" };
const ITALIC = { style: "italic", weight: "400" };
const BOLD = { style: "normal", weight: "700" };
const BOLD_ITALIC = { style: "italic", weight: "700" };
const FACES: readonly (readonly [family: string, url: string, look: FontFaceDescriptors])[] = [
  ["KaTeX_Main", mainRegular, NORMAL],
  ["KaTeX_Main", mainItalic, ITALIC],
  ["KaTeX_Main", mainBold, BOLD],
  ["KaTeX_Main", mainBoldItalic, BOLD_ITALIC],
  ["KaTeX_Math", mathItalic, ITALIC],
  ["KaTeX_Math", mathBoldItalic, BOLD_ITALIC],
  ["KaTeX_AMS", amsRegular, NORMAL],
  ["KaTeX_Caligraphic", caligraphicRegular, NORMAL],
  ["KaTeX_Caligraphic", caligraphicBold, BOLD],
  ["KaTeX_Fraktur", frakturRegular, NORMAL],
  ["KaTeX_Fraktur", frakturBold, BOLD],
  ["KaTeX_SansSerif", sansRegular, NORMAL],
  ["KaTeX_SansSerif", sansItalic, ITALIC],
  ["KaTeX_SansSerif", sansBold, BOLD],
  ["KaTeX_Script", scriptRegular, NORMAL],
  ["KaTeX_Typewriter", typewriterRegular, NORMAL],
  ["KaTeX_Size1", size1, NORMAL],
  ["KaTeX_Size2", size2, NORMAL],
  ["KaTeX_Size3", size3, NORMAL],
  ["KaTeX_Size4", size4, NORMAL],
];

let given = false;

/** Known to the page, once; MathLive, which looks for these families, then fetches none of its own. */
export function giveFonts(): void {
  if (given) return;
  given = true;
  for (const [family, url, look] of FACES) document.fonts.add(new FontFace(family, `url("${url}")`, look));
}
