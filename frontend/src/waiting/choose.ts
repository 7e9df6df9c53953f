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

export function isPast(time: string, now: number): boolean {
  return Date.parse(time) <= now;
}
