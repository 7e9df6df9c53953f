import type { RotaIncoming, RotaOutgoing } from "../live/protocol";
import { openSocket } from "../live/socket";
import { fromTo, isStale, progress, quartersBetween, stretched } from "../staff/rota";
import { announce } from "./announce";

/** The operator's pages of rotas: the search and absences live, and the drawing under a finger. */
const TAP_PX = 6;
/** So near an end of a shift it is that end one takes hold of. */
const HOLD_PX = 14;

type Rotas = Extract<RotaIncoming, { type: "rotas" }>;

function slot(page: HTMLElement, name: string): HTMLElement | null {
  return page.querySelector<HTMLElement>(`[data-slot="${name}"]`);
}

function watch(page: HTMLElement): void {
  const { week = "", state = "" } = page.dataset;
  let known: string | null = null;
  openSocket<RotaIncoming, RotaOutgoing>(page.dataset.ticketUrl ?? "", {
    onMessage(message) {
      if (message.type !== "rotas") return;
      if (week !== "" && isStale(message, week, state)) {
        location.reload();
        return;
      }
      showSearch(page, message, week);
      known = showAbsent(page, message, known);
    },
    onState(link, ending) {
      if (link === "ended" && ending !== null) location.reload();
    },
  });
}

function showSearch(page: HTMLElement, told: Rotas, week: string): void {
  const rota = told.rotas.find((one) => one.week === week);
  const bar = page.querySelector<HTMLProgressElement>('[data-slot="share"]');
  if (rota === undefined || bar === null) return;
  const { step, percent } = progress(rota);
  bar.value = rota.share;
  const [said, share] = [slot(page, "step"), slot(page, "percent")];
  if (said !== null && said.textContent !== step) said.textContent = step;
  if (share !== null) share.textContent = percent;
}

/** Those known now, to say new ones aloud once. */
function showAbsent(page: HTMLElement, told: Rotas, known: string | null): string {
  const [box, list] = [slot(page, "absent"), slot(page, "absent-list")];
  const names = told.absent.map((one) => `${one.name}, ${one.times}`);
  const now = names.join("\n");
  if (box === null || list === null) return now;
  box.hidden = names.length === 0;
  list.replaceChildren(
    ...told.absent.map((one) => {
      const item = document.createElement("li");
      item.textContent = `${one.name}, ${one.times}, ${one.late}`;
      return item;
    }),
  );
  if (known !== null && now !== known && names.length > 0) {
    announce(`Pas là\u00a0: ${names.join("\u00a0; ")}`);
  }
  return now;
}

/** Along a row of the need: a tap or a stretch leads to the form that adds a shift there. */
function addAlong(row: SVGSVGElement): void {
  let from: number | null = null;
  row.addEventListener("pointerdown", (event) => {
    from = event.clientX;
    row.setPointerCapture(event.pointerId);
  });
  row.addEventListener("pointercancel", () => {
    from = null;
  });
  row.addEventListener("pointerup", (event) => {
    if (from === null) return;
    const box = row.getBoundingClientRect();
    const tap = Math.abs(event.clientX - from) < TAP_PX;
    const [first, after] = quartersBetween(
      from - box.left,
      event.clientX - box.left,
      box.width,
      Number(row.dataset.from),
      Number(row.dataset.to),
    );
    location.assign(`${row.dataset.add}&de=${first}&a=${tap ? first + 8 : after}`);
  });
}

/** An end of a shift is dragged, and its hours follow: the form opens with them, and the rules have their say when it is sent. */
function stretch(bar: HTMLAnchorElement, lengths: readonly [number, number]): void {
  const row = bar.querySelector("svg");
  const shape = bar.querySelector<SVGRectElement>(".shift");
  const said = bar.querySelector<HTMLElement>('[data-slot="times"]');
  if (row === null || shape === null) return;
  const span = [Number(row.dataset.from), Number(row.dataset.to)] as const;
  const shift = [Number(bar.dataset.first), Number(bar.dataset.after)] as const;
  let hold: "first" | "after" | null = null;
  let now = shift;
  row.addEventListener("pointerdown", (event) => {
    const box = shape.getBoundingClientRect();
    const [left, right] = [Math.abs(event.clientX - box.left), Math.abs(event.clientX - box.right)];
    if (Math.min(left, right) > HOLD_PX) return;
    hold = left < right ? "first" : "after";
    row.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  row.addEventListener("pointermove", (event) => {
    if (hold === null) return;
    const box = row.getBoundingClientRect();
    const quarter = Math.round(span[0] + ((event.clientX - box.left) / box.width) * (span[1] - span[0]));
    show(stretched(shift, hold, Math.min(Math.max(quarter, span[0]), span[1]), lengths));
  });
  const show = (times: readonly [number, number]) => {
    now = times;
    const percent = (quarters: number) => `${(100 * quarters) / (span[1] - span[0])}%`;
    shape.setAttribute("x", percent(now[0] - span[0]));
    shape.setAttribute("width", percent(now[1] - now[0]));
    if (said !== null) said.textContent = fromTo(...now);
  };
  row.addEventListener("pointerup", () => {
    if (hold === null) return;
    hold = null;
    if (now[0] !== shift[0] || now[1] !== shift[1]) location.assign(`${bar.href}?de=${now[0]}&a=${now[1]}`);
  });
  row.addEventListener("pointercancel", () => {
    hold = null;
    show(shift);
  });
  bar.addEventListener("click", (event) => {
    if (now[0] !== shift[0] || now[1] !== shift[1]) event.preventDefault();
  });
  bar.addEventListener("dragstart", (event) => event.preventDefault());
}

const page = document.querySelector<HTMLElement>("#rota");
if (page !== null) {
  watch(page);
  const hint = slot(page, "hint");
  if (hint !== null) hint.hidden = false;
  for (const row of page.querySelectorAll<SVGSVGElement>("svg[data-add]")) addAlong(row);
  const lengths = [Number(page.dataset.shortest), Number(page.dataset.longest)] as const;
  for (const bar of page.querySelectorAll<HTMLAnchorElement>("a.bar")) stretch(bar, lengths);
}
