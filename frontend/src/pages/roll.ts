/** A list of pupils: a file too heavy is told before it leaves; the page that waits follows the work. */
const EVERY_MS = 1000;

const form = document.querySelector<HTMLFormElement>("#roll-send");
if (form) weigh(form);
const work = document.querySelector<HTMLElement>("#roll-work");
if (work) follow(work);

function weigh(sent: HTMLFormElement): void {
  const input = sent.querySelector<HTMLInputElement>("[type=file]");
  const said = sent.querySelector<HTMLElement>("[data-slot=too-large]");
  if (!input || !said) return;
  const isTooLarge = () => (input.files?.[0]?.size ?? 0) > Number(input.dataset.most);
  input.addEventListener("change", () => {
    said.hidden = !isTooLarge();
  });
  sent.addEventListener("submit", (event) => {
    if (isTooLarge()) event.preventDefault();
  });
}

/** Asked each second; another state is another page. Without an answer it asks again. */
function follow(place: HTMLElement): void {
  const bar = place.querySelector<HTMLProgressElement>("[data-slot=share]");
  const percent = place.querySelector<HTMLElement>("[data-slot=percent]");
  const ask = async (): Promise<void> => {
    try {
      const answer = await fetch(place.dataset.statusUrl ?? "", { headers: { Accept: "application/json" } });
      if (answer.status === 404) return location.reload();
      const { state, share } = (await answer.json()) as { state: string; share: number };
      if (state !== place.dataset.state) return location.reload();
      if (bar) bar.value = share;
      if (percent) percent.textContent = `${Math.floor(share * 100)}\u00a0%`;
    } catch {
      // the network is away for a moment
    }
    setTimeout(ask, EVERY_MS);
  };
  setTimeout(ask, EVERY_MS);
}

export {};
