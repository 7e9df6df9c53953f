/**
 * A menu that lies over the page (`details.menu`) is shut by Escape, by a press elsewhere, and when the focus leaves it.
 * Without this script its summary opens and shuts it all the same.
 */
for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu")) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target as Node)) menu.open = false;
  });
  // Nothing takes the focus when the window loses it, or where a press inside touches no button: it stays open then.
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}

export {};
