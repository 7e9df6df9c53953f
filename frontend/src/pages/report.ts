import { armSound } from "../call/sound";
import type { Answer, DeskIncoming, DeskOutgoing } from "../desk/messages";
import { Ringing } from "../desk/ringing";
import { type DeskEvent, type DeskState, reduce, START } from "../desk/state";
import { openSocket } from "../live/socket";

/** The one-minute report: beginnings to tap, and a draft that survives a closed page. It rings here too. */
const form = document.querySelector<HTMLFormElement>("#report");
if (form) write(form);
const place = document.querySelector<HTMLElement>("#ring-place");
if (place) ringHere(place.dataset.ticket ?? "");

/** A pupil waits and nobody is free: the report is kept, and finished after the lesson. */
function ringHere(ticketUrl: string): void {
  let state: DeskState = START;
  const ringing = new Ringing(
    document,
    { now: () => socket.clock.now() },
    {
      answer,
      outOfTime: () => tell({ type: "out_of_time" }),
    },
  );
  const socket = openSocket<DeskIncoming, DeskOutgoing>(ticketUrl, {
    onMessage: tell,
    onState: (link) => tell({ type: "link", state: link }),
  });
  armSound(() => undefined);
  addEventListener("pagehide", () => ringing.hush());

  function answer(kind: Answer): void {
    if (state.ring === null || state.answering !== null) return;
    ringing.hush();
    if (socket.send({ type: kind, offer_id: state.ring.offer_id })) tell({ type: "answered", answer: kind });
  }

  function tell(event: DeskEvent): void {
    const old = state;
    state = reduce(state, event);
    if (state === old) return;
    if (state.leaveFor !== null) {
      ringing.hush();
      if (old.leaveFor !== state.leaveFor) location.assign(state.leaveFor);
      return;
    }
    if (state.ring === null) ringing.silence();
    else if (state.ring !== old.ring) ringing.show(state.ring);
    ringing.hold(state.answering, state.link === "online");
    explain(state.ring === null ? (state.error ?? state.ended?.message ?? null) : null);
  }
}

function explain(text: string | null): void {
  const note = document.querySelector<HTMLElement>("#ended");
  if (note === null) return;
  note.hidden = text === null;
  const words = note.querySelector("span");
  if (words !== null && text !== null) words.textContent = text;
}

function write(report: HTMLFormElement): void {
  const key = `declic.report.${report.dataset.draft ?? ""}`;
  const fields = [
    ...report.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input.field, textarea.field"),
  ];

  // What the server sends back after an error is newer than the draft.
  if (fields.every((field) => field.value === "")) {
    const kept = read(key);
    for (const field of fields) field.value = kept[field.name] ?? "";
  }
  const keep = (): void => {
    const draft = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    try {
      sessionStorage.setItem(key, JSON.stringify(draft));
    } catch {
      // A private window: nothing is kept, nothing is lost either.
    }
  };
  report.addEventListener("input", keep);

  for (const group of report.querySelectorAll<HTMLElement>("[data-into]")) {
    const field = fields.find((candidate) => candidate.id === group.dataset.into);
    if (field === undefined) continue;
    group.hidden = false;
    group.addEventListener("click", (event) => {
      const chip = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-text]") : null;
      if (chip === null) return;
      const text = chip.dataset.text ?? "";
      const before = field.value.trimEnd();
      field.value = before === "" ? text : `${before} ${text}`;
      field.focus();
      field.setSelectionRange(field.value.length, field.value.length);
      keep();
    });
  }
  report.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
}

function read(key: string): Record<string, string> {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "{}") as Record<string, string>;
  } catch {
    return {};
  }
}
