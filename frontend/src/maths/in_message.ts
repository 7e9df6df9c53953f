import type { Slots } from "../room/slots";

/** A formula put in the message being written, between its two dollars, where the caret is. */
export function wireMessageFormula(slots: Slots, ask: (keep: (latex: string) => void) => void): void {
  const field = slots.get<HTMLTextAreaElement>("chat-field");
  slots.on("message-formula", () =>
    ask((latex) => {
      const { selectionStart: from, selectionEnd: to, value } = field;
      const before = from > 0 && !/\s$/.test(value.slice(0, from)) ? " " : "";
      field.setRangeText(`${before}$${latex.trim()}$ `, from, to, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus({ preventScroll: true });
    }),
  );
}
