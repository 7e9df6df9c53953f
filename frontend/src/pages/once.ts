/**
 * A form that makes something (`{% once %}`) is sent by one press: its buttons wait for the answer. Without this script
 * the server shows again what the first press made.
 */
for (const field of document.querySelectorAll<HTMLInputElement>("input[data-once]")) {
  const form = field.form;
  if (form === null) continue;
  const buttons = () => form.querySelectorAll<HTMLButtonElement>("button:not([type=button])");
  form.addEventListener("submit", () => {
    // After the browser has read which button it was.
    setTimeout(() => {
      for (const button of buttons()) button.disabled = true;
    });
  });
  // « Back » shows the page as it was left.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const button of buttons()) button.disabled = false;
  });
}

export {};
