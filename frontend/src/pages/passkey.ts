import { fromOptions, toPlain } from "../account/webauthn";

/**
 * Passkeys: a form whose button asks the device, and sends what it answered. `data-passkey` says what is asked:
 * `create` a key, `get` one of this account's, or `login` with whichever the device holds for us.
 */
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
  const button = form.querySelector("button");
  const field = form.querySelector<HTMLInputElement>('input[name="credential"]');
  if (!button || !field) continue;
  if (!window.PublicKeyCredential) {
    show(form, "none");
    continue;
  }
  form.hidden = false;
  button.disabled = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form, field, button).catch((fault: unknown) => {
      button.disabled = false;
      show(form, isHeld(fault) ? "held" : "refused");
    });
  });
}

/** The device was asked for a key, and holds one of this account. */
function isHeld(fault: unknown): boolean {
  return fault instanceof DOMException && fault.name === "InvalidStateError";
}

async function ask(form: HTMLFormElement, field: HTMLInputElement, button: HTMLButtonElement): Promise<void> {
  button.disabled = true;
  show(form, null);
  const options = fromOptions(
    form.dataset.passkey === "login" ? await optionsOf(form.action) : optionsInPage(),
    form.dataset.passkey === "create",
  );
  const credential =
    "create" in options
      ? await navigator.credentials.create({ publicKey: options.create })
      : await navigator.credentials.get({ publicKey: options.get });
  if (!(credential instanceof PublicKeyCredential)) throw new Error("no credential");
  field.value = JSON.stringify(toPlain(credential));
  form.submit();
}

async function optionsOf(address: string): Promise<unknown> {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`options: ${answer.status}`);
  const body = (await answer.json()) as { request_options: unknown };
  return body.request_options;
}

function optionsInPage(): unknown {
  const said = JSON.parse(document.getElementById("passkey-options")?.textContent ?? "{}");
  return said.creation_options ?? said.request_options;
}

function show(form: HTMLFormElement, which: "refused" | "none" | "held" | null): void {
  for (const note of form.querySelectorAll<HTMLElement>("[data-slot]"))
    note.hidden = note.dataset.slot !== which;
}

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
