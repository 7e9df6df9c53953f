/** The one-minute report: beginnings to tap, and a draft that survives a closed page. */
const form = document.querySelector<HTMLFormElement>("#report");
if (form) write(form);

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
