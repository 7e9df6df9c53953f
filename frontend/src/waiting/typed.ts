/** A detail that is typed and not sent. */
export interface Typed {
  readonly text: string;
  /** `text` has arrived; what was typed since stays. */
  sent(text: string): void;
}

/**
 * Keeps it in this tab, under the pupil and the request: the page reads itself again whenever the request changes state,
 * at a closing time or when it is sent back.
 */
export function keepTyped(field: HTMLTextAreaElement, draft: string): Typed {
  const key = `declic.detail.${draft}`;
  const keep = (): void => store(key, field.value);
  if (field.value === "") {
    field.value = kept(key);
    const folded = field.closest("details");
    if (folded !== null && field.value !== "") folded.open = true;
  }
  keep();
  field.addEventListener("input", keep);
  return {
    get text(): string {
      return field.value;
    },
    sent(text: string): void {
      if (field.value !== text) return;
      field.value = "";
      keep();
    },
  };
}

function kept(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function store(key: string, text: string): void {
  try {
    if (text === "") sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // A private window: it is kept as long as the page is.
  }
}
