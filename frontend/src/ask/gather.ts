/** Files come to a form by its fields, dropped on it, or pasted into it. */
export function gatherFiles(form: HTMLFormElement, take: (files: readonly File[]) => void): void {
  for (const input of form.querySelectorAll<HTMLInputElement>("input[type=file]")) {
    const taken = (): void => {
      const files = [...(input.files ?? [])];
      if (files.length === 0) return;
      input.value = "";
      take(files);
    };
    input.addEventListener("change", taken);
    taken(); // chosen before this script was ready
  }
  const place = form.querySelector<HTMLElement>(".add-photo");
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    place?.classList.add("over");
  });
  form.addEventListener("dragleave", () => place?.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    place?.classList.remove("over");
    take([...(event.dataTransfer?.files ?? [])]);
  });
  form.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    take(files);
  });
}
