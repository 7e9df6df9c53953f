/** What the pupil may prefer to waiting: a plain form, shown once the server says so. */
export function showChoices(form: HTMLElement | null, choices: readonly string[]): void {
  if (form === null) return;
  // Somebody is choosing: a wait that has grown short again does not take the form away.
  if (choices.length === 0 && form.contains(document.activeElement)) return;
  form.hidden = choices.length === 0;
}

/** Takes away the call-back times that are past; whether the page must be read again, none being left. */
export function dropPastTimes(form: HTMLElement | null, now: number): boolean {
  const shown = [
    ...(form?.querySelectorAll<HTMLOptionElement | HTMLInputElement>("[name=at] option, input[name=at]") ??
      []),
  ];
  const past = shown.filter((time) => isPast(time.value, now));
  for (const time of past) time.remove();
  return past.length > 0 && past.length === shown.length;
}

const TIMES = "select[name=at], input[name=at], .choice b, button[data-speak]";

/** Offers the call-back times the page would be drawn with now: a subject that closes for the evening has others. */
export async function renewTimes(form: HTMLElement | null): Promise<void> {
  if (form === null) return;
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const drawn = page.querySelectorAll<HTMLElement>(`[data-slot="${form.dataset.slot}"] :is(${TIMES})`);
  const shown = form.querySelectorAll<HTMLElement>(TIMES);
  // No time was left, or there are some again.
  if (drawn.length !== shown.length) return location.reload();
  shown.forEach((old, at) => {
    renew(old, drawn[at] as HTMLElement);
  });
}

function renew(old: HTMLElement, drawn: HTMLElement): void {
  if (old instanceof HTMLSelectElement) {
    const chosen = old.value;
    old.replaceChildren(...drawn.children);
    if ([...old.options].some((time) => time.value === chosen)) old.value = chosen;
  } else if (old instanceof HTMLInputElement) old.value = (drawn as HTMLInputElement).value;
  else if (old.dataset.speak !== undefined) old.dataset.speak = drawn.dataset.speak;
  else old.textContent = drawn.textContent;
}

export function isPast(time: string, now: number): boolean {
  return Date.parse(time) <= now;
}
