/**
 * Writing the same again on the page is not free: the browser computes styles anew, lays out and paints, perhaps in
 * the middle of a stroke. These write what changes only.
 */
export function setText(element: Element, text: string): void {
  if (element.textContent === text) return;
  const { firstChild } = element;
  // An element that comes or goes has the rules that look into others (`:has`) matched anew; other letters do not.
  if (firstChild instanceof Text && element.childNodes.length === 1) firstChild.data = text;
  else element.textContent = text;
}

export function setHidden(element: HTMLElement, hidden: boolean): void {
  if (element.hidden !== hidden) element.hidden = hidden;
}

export function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export function setPressed(button: Element, pressed: boolean): void {
  setAttribute(button, "aria-pressed", String(pressed));
}
