/** Keeps the bottom bar above the on-screen keyboard, where browsers leave it underneath. */
export function keepAboveKeyboard(bar: HTMLElement): void {
  const seen = window.visualViewport;
  if (!seen) return;
  const place = (): void => {
    const fixed = getComputedStyle(bar).position === "fixed";
    const hidden = Math.max(0, window.innerHeight - seen.height - seen.offsetTop);
    // A pinch zoom also shrinks what is seen: the bar then stays where it is.
    bar.style.transform = fixed && seen.scale < 1.05 && hidden > 1 ? `translateY(${-hidden}px)` : "";
  };
  seen.addEventListener("resize", place);
  seen.addEventListener("scroll", place);
  place();
}
