/** Says things to screen readers, without showing them. */
export type Urgency = "polite" | "assertive";

const said = new Map<string, number>();

function region(urgency: Urgency): HTMLElement {
  const id = `announce-${urgency}`;
  const existing = document.getElementById(id);
  if (existing !== null) return existing;
  const created = document.createElement("div");
  created.id = id;
  created.className = "vh";
  created.setAttribute("aria-live", urgency);
  created.setAttribute("aria-atomic", "true");
  document.body.append(created);
  return created;
}

export function announce(text: string, urgency: Urgency = "polite"): void {
  const here = region(urgency);
  // The same sentence twice is read twice only if the region changed in between.
  here.textContent = "";
  // Sentences of one frame are read together. A page out of sight has no frames: its last one stands.
  if (document.hidden) here.textContent = text;
  else requestAnimationFrame(() => here.append(`${text} `));
}

/** Drops what comes under `everyMs` after the last announcement of the same `key`: false. */
export function announceAtMost(key: string, text: string, everyMs: number): boolean {
  const now = performance.now();
  const last = said.get(key);
  if (last !== undefined && now - last < everyMs) return false;
  said.set(key, now);
  announce(text);
  return true;
}
