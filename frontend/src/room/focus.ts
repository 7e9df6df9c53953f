/**
 * Whatever hides, disables or takes away what has the focus, the sheet takes it, or the text held back on it: keys go on
 * from there. Inside an element with `data-home`, what that names does: letters meant for a field are no keys of the board.
 */
export function keepFocus(root: HTMLElement, sheet: HTMLElement, written: HTMLElement): void {
  let held: Element = sheet;
  let home: HTMLElement | null = null;
  root.addEventListener("focusin", ({ target }) => {
    held = target as Element;
    home = held.closest<HTMLElement>("[data-home]");
  });
  new MutationObserver(() => {
    if (held.isConnected && !held.matches(":disabled, [hidden], [hidden] *")) return;
    const { activeElement, body } = document;
    const field = home && root.querySelector<HTMLElement>(`${home.dataset.home}`);
    const next = field?.checkVisibility() ? field : written.hidden ? sheet : written;
    // Given elsewhere already, it stays there.
    if (activeElement === held || activeElement === body) next.focus({ preventScroll: true });
    held = next;
  }).observe(root, { attributeFilter: ["hidden", "disabled"], childList: true, subtree: true });
}
