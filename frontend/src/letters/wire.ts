import type { Slots } from "../room/slots";
import { LetterStrip } from "./strip";

/** The letters of the lesson's subject: over the board while a text is written there, and beside the messages when asked. */
export function wireLetters(slots: Slots, subject: string): void {
  lettersOverBoard(slots, subject);
  const strip = slots.get("chat-letters");
  new LetterStrip(strip, slots.get<HTMLTextAreaElement>("chat-field"), subject);
  slots.on("letters", (key) => {
    strip.hidden = !strip.hidden;
    key.setAttribute("aria-expanded", String(!strip.hidden));
    if (!strip.hidden) slots.get("chat-field").focus({ preventScroll: true });
  });
}

/** While a text is written on the board. */
export function lettersOverBoard(slots: Slots, subject: string): void {
  const strip = slots.get("text-letters");
  const field = slots.get<HTMLTextAreaElement>("text");
  new LetterStrip(strip, field, subject);
  field.addEventListener("focus", () => {
    strip.hidden = false;
  });
  const left = (event: FocusEvent): void => {
    const to = event.relatedTarget;
    if (to === field || (to instanceof Node && strip.contains(to))) return;
    strip.hidden = true;
  };
  field.addEventListener("blur", left);
  strip.addEventListener("focusout", (event) => {
    left(event);
    // From a letter to somewhere else: the text is kept, as when its field is left.
    if (strip.hidden) field.dispatchEvent(new FocusEvent("blur", { relatedTarget: event.relatedTarget }));
  });
}
