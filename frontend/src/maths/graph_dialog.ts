import type { Slots } from "../room/slots";
import { type Expression, type Fault, LONGEST_EXPRESSION, readExpression, readNumber } from "./expression";
import { drawGraph, french, functionsOf, graphSize, isWindow, USUAL_WINDOW, type Window } from "./graph";

/** Where a function is typed for its curve. What is wrong is said under the field, and stays as it was typed. */
const PREVIEW_PX = 220;
/** Places looked at for a value, from left to right. */
const LOOKS = 480;
const BOUNDS = ["left", "right", "bottom", "top"] as const;

export interface GraphAsked {
  readonly text: string;
  readonly window: Window;
}

export class GraphDialog {
  private readonly dialog: HTMLDialogElement;
  private readonly fields: readonly HTMLInputElement[];
  private readonly bounds: readonly HTMLInputElement[];
  private readonly boundsFault: HTMLElement;
  private colour = "#14211C";
  private keep: ((asked: GraphAsked) => void) | null = null;

  constructor(private readonly slots: Slots) {
    this.dialog = slots.get<HTMLDialogElement>("graph-dialog");
    this.fields = slots.all<HTMLInputElement>("[data-function]");
    this.bounds = BOUNDS.map((bound) => slots.find<HTMLInputElement>(`[data-bound=${bound}]`));
    this.boundsFault = slots.get("bounds-fault");
    for (const field of this.fields) field.maxLength = LONGEST_EXPRESSION;
    slots.on("close-graph", () => this.dialog.close());
    const form = slots.get<HTMLFormElement>("graph-form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.done();
    });
    form.addEventListener("input", (event) => {
      if (event.target instanceof HTMLInputElement) this.forgive(event.target);
      this.preview();
    });
    this.dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") event.stopPropagation();
    });
  }

  open(asked: GraphAsked | null, colour: string, keep: (asked: GraphAsked) => void): void {
    this.keep = keep;
    this.colour = colour;
    const typed = functionsOf(asked?.text ?? "");
    this.fields.forEach((field, order) => {
      field.value = typed[order] ?? "";
      this.forgive(field);
    });
    const window = asked?.window ?? USUAL_WINDOW;
    this.bounds.forEach((field, order) => {
      field.value = french(window[order] ?? 0);
      this.forgive(field);
    });
    this.dialog.showModal();
    this.fields[0]?.focus();
    this.preview();
  }

  private done(): void {
    const typed = this.fields.map((field) => field.value.trim());
    const window = this.window();
    const faults = this.fields.map((field, order) => {
      const empty = typed[order] === "" && (order > 0 || typed.some((text) => text !== ""));
      const fault = empty ? null : faultOf(field.value, window);
      this.blame(field, this.slots.get(`fault-${order}`), fault);
      return fault !== null;
    });
    if (window === null) this.blameBounds();
    const wrong = this.fields.find((_, order) => faults[order]) ?? (window === null ? this.bounds[0] : null);
    if (window === null || wrong) {
      wrong?.focus();
      return;
    }
    this.dialog.close();
    this.keep?.({ text: typed.filter((text) => text !== "").join("\u00a0; "), window });
  }

  private window(): Window | null {
    const values = this.bounds.map((field) => readNumber(field.value) ?? Number.NaN);
    return isWindow(values) ? values : null;
  }

  private blame(field: HTMLInputElement, place: HTMLElement, fault: Fault | null): void {
    field.setAttribute("aria-invalid", String(fault !== null));
    place.textContent = fault?.message ?? "";
    place.hidden = fault === null;
    if (fault === null) return;
    const at = Math.min(fault.at, field.value.length);
    field.setSelectionRange(at, Math.min(at + 1, field.value.length));
  }

  private blameBounds(): void {
    const pairs = [this.bounds.slice(0, 2), this.bounds.slice(2)];
    for (const pair of pairs) {
      const [from, to] = pair.map((field) => readNumber(field.value));
      const wrong = from === null || to === null || from === undefined || to === undefined || from >= to;
      for (const field of pair) field.setAttribute("aria-invalid", String(wrong));
    }
    this.boundsFault.textContent = "Il faut des nombres, le plus petit d’abord\u00a0: de −5 à 5.";
    this.boundsFault.hidden = false;
  }

  private forgive(field: HTMLInputElement): void {
    const order = this.fields.indexOf(field);
    if (order >= 0) {
      this.blame(field, this.slots.get(`fault-${order}`), null);
      return;
    }
    for (const bound of this.bounds) bound.setAttribute("aria-invalid", "false");
    this.boundsFault.hidden = true;
  }

  /** What would be laid, as far as it can be read. */
  private preview(): void {
    const canvas = this.slots.get<HTMLCanvasElement>("graph-preview");
    const on = canvas.getContext("2d");
    const window = this.window();
    if (on === null || window === null) return;
    const text = this.fields.map((field) => field.value).join(";");
    const size = graphSize(window, 0);
    const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
    const scale = PREVIEW_PX / Math.max(size.width, size.height);
    canvas.width = size.width * scale * ratio;
    canvas.height = size.height * scale * ratio;
    on.fillStyle = "#FFFFFF";
    on.fillRect(0, 0, canvas.width, canvas.height);
    on.scale(scale * ratio, scale * ratio);
    drawGraph(on, text, window, this.colour);
  }
}

/** What cannot be read, or would draw no point. */
function faultOf(typed: string, window: Window | null): Fault | null {
  const { evaluate, fault } = readExpression(typed);
  if (evaluate === null || window === null || isSomewhere(evaluate, window)) return fault;
  const [left, right] = window;
  const message = `De ${french(left)} à ${french(right)}, cette fonction n’a aucune valeur.`;
  return { message, at: 0 };
}

/** Whether it has a value somewhere from left to right, as far as can be seen. */
export function isSomewhere(evaluate: Expression, [left, right]: Window): boolean {
  const step = (right - left) / LOOKS;
  return Array.from({ length: LOOKS + 1 }, (_, at) => evaluate(left + at * step)).some(Number.isFinite);
}
