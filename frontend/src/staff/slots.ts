/** What the pages of the team draw with: templates, their slots, and lists told anew each second. */

/** `items` in `list`, in this order. What stays in its place is not touched; what is moved keeps the keyboard. */
export function lay(list: HTMLElement, items: readonly HTMLElement[]): void {
  const held = document.activeElement;
  const kept = new Set<Element>(items);
  for (const child of [...list.children]) if (!kept.has(child)) child.remove();
  items.forEach((item, place) => {
    const there = list.children[place] ?? null;
    if (there !== item) list.insertBefore(item, there);
  });
  if (held !== document.activeElement && list.contains(held))
    (held as HTMLElement).focus({ preventScroll: true });
}

export function cloned(id: string): HTMLElement {
  const template = document.querySelector(`template#${id}`) as HTMLTemplateElement;
  return template.content.firstElementChild?.cloneNode(true) as HTMLElement;
}

export function slotOf(root: ParentNode, name: string): HTMLElement {
  return root.querySelector<HTMLElement>(`[data-slot="${name}"]`) as HTMLElement;
}

export function put(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
