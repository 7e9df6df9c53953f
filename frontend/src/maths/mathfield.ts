import { MathfieldElement } from "mathlive";
import { giveFonts } from "./fonts";
import { spoken } from "./spoken";

/** MathLive's field, in French and under our CSP. Loaded when somebody first writes a formula. */
const LOOK = / style=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g;
/** MathLive takes this one off again itself, which it could not do to a rule. */
const HIDDEN = "visibility:hidden";

const looks = new Map<string, number>();
const sheet = new CSSStyleSheet();

/**
 * MathLive builds markup with `style` attributes, which the CSP refuses. Each becomes a rule of an adopted style sheet
 * before the markup reaches the page, so that what MathLive measures right afterwards is already laid out.
 */
export function withoutStyles(html: string): string {
  return html.replaceAll(LOOK, (_, double?: string, single?: string, bare?: string) => {
    const look = double ?? single ?? bare ?? "";
    if (look.replaceAll(/[\s;]/g, "") === HIDDEN) return "";
    let rule = looks.get(look);
    if (rule === undefined) {
      rule = looks.size;
      looks.set(look, rule);
      sheet.insertRule(`[data-look="${rule}"] { ${look.replaceAll("&quot;", '"')} }`);
    }
    return ` data-look="${rule}"`;
  });
}

export interface FieldOptions {
  readonly label: string;
  changed(latex: string): void;
  /** Enter. */
  done(): void;
  /** Escape. */
  left(): void;
  say(text: string): void;
}

export function makeField(options: FieldOptions): MathfieldElement {
  giveFonts();
  MathfieldElement.fontsDirectory = null;
  MathfieldElement.soundsDirectory = null;
  MathfieldElement.decimalSeparator = ",";
  MathfieldElement.locale = "fr";
  MathfieldElement.createHTML = withoutStyles;
  const field = new MathfieldElement();
  field.setAttribute("aria-label", options.label);
  field.mathVirtualKeyboardPolicy = "manual";
  field.smartFence = true;
  field.addEventListener("input", () => options.changed(field.value));
  // MathLive tells of each move in English.
  field.addEventListener("announce", (event) => {
    event.preventDefault();
    const { command } = (event as CustomEvent<{ command: string }>).detail;
    if (command.startsWith("move") || command === "delete") options.say(besideCaret(field));
  });
  field.addEventListener(
    "keydown",
    (event) => {
      bracket(field, event, event.key);
      if (event.key !== "Escape" && event.key !== "Enter") return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.key === "Enter") options.done();
      else options.left();
    },
    { capture: true },
  );
  field.addEventListener("beforeinput", (event) => bracket(field, event, event.data), { capture: true });
  field.addEventListener("mount", () => dress(field));
  return field;
}

/** French intervals turn their brackets both ways: none is the pair of another, as `smartFence` would have it. */
function bracket(field: MathfieldElement, event: Event, sign: string | null): void {
  if (sign !== "[" && sign !== "]") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  field.insert(sign === "[" ? "\\lbrack" : "\\rbrack", { focus: true });
}

/** Once it is in the page, where it has its shadow and its shortcuts. */
function dress(field: MathfieldElement): void {
  const root = field.shadowRoot;
  if (root !== null && !root.adoptedStyleSheets.includes(sheet))
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  field.menuItems = [];
  // The key of « < » on a French keyboard: MathLive takes it for a backslash, and lays nothing of what follows.
  field.keybindings = field.keybindings.filter(
    ({ command }) => !(Array.isArray(command) && command[0] === "switchMode" && command[1] === "latex"),
  );
  field.inlineShortcuts = {
    ...field.inlineShortcuts,
    "*": "\\times",
    racine: "\\sqrt{#?}",
    fois: "\\times",
    angle: "\\widehat{#?}",
    vecteur: "\\overrightarrow{#?}",
  };
}

function besideCaret(field: MathfieldElement): string {
  const { position } = field;
  const before = position > 0 ? spoken(field.getValue(position - 1, position, "latex")) : "";
  if (before !== "") return `après ${before}`;
  return position === 0 ? "au début" : "dans une case";
}
