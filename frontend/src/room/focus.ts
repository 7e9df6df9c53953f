/** Whatever hides, disables or takes away what has the focus, the sheet takes it: keys go on from there. */
export function keepFocus(root: HTMLElement, sheet: HTMLElement): void {
  let held: Element = sheet;
  root.addEventListener("focusin", ({ target }) => {
    held = target as Element;
  });
  new MutationObserver(() => {
    if (held.isConnected && !held.matches(":disabled, [hidden], [hidden] *")) return;
    const { activeElement, body } = document;
    // Given elsewhere already, it stays there.
    if (activeElement === held || activeElement === body) sheet.focus({ preventScroll: true });
    held = sheet;
  }).observe(root, { attributeFilter: ["hidden", "disabled"], childList: true, subtree: true });
}
