/** The page of a written question that waits: what is new of it, the answer above all, shows by itself. */
const EVERY_MS = 60_000;
const STANDING = /data-standing="(\w+)"/;

const shown = document.querySelector<HTMLElement>("[data-standing]")?.dataset.standing;

/** Asked while somebody looks, and as they come back: a page in a pocket asks nothing. */
async function look(): Promise<void> {
  if (document.hidden) return;
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.ok && STANDING.exec(await answer.text())?.[1] !== shown) location.reload();
}

setInterval(() => void look(), EVERY_MS);
document.addEventListener("visibilitychange", () => void look());
