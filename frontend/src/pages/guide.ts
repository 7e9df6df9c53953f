/** The microphone check: says what the device hears, keeps nothing. */
const LISTEN_MS = 15_000;
/** Share of full scale over which somebody is speaking. */
const HEARD_OVER = 12;

function begin(box: HTMLElement): void {
  const button = box.querySelector<HTMLButtonElement>("[data-act=mic]");
  const says = box.querySelector<HTMLElement>("[data-slot=mic-says]");
  const meter = box.querySelector("meter");
  if (button === null || says === null || meter === null || !navigator.mediaDevices) return;
  box.hidden = false;
  button.addEventListener("click", () => {
    button.hidden = true;
    void listen().finally(() => {
      button.hidden = false;
      meter.hidden = true;
    });
  });

  async function listen(): Promise<void> {
    if (!says || !meter) return;
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      says.textContent =
        error instanceof DOMException && error.name === "NotFoundError"
          ? "On ne trouve pas de micro. Pas grave : tu écriras."
          : "Ton micro est coupé. Autorise-le dans les réglages du navigateur. Sinon, tu écriras.";
      return;
    }
    says.textContent = "Dis « bonjour »…";
    meter.hidden = false;
    const audio = new AudioContext();
    const ear = audio.createAnalyser();
    audio.createMediaStreamSource(stream).connect(ear);
    const samples = new Float32Array(ear.fftSize);
    const heard = await new Promise<boolean>((done) => {
      const end = (found: boolean): void => {
        clearInterval(timer);
        clearTimeout(limit);
        done(found);
      };
      const timer = setInterval(() => {
        ear.getFloatTimeDomainData(samples);
        const loud = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
        meter.value = Math.min(100, loud * 400);
        if (meter.value > HEARD_OVER) setTimeout(() => end(true), 1200);
      }, 60);
      const limit = setTimeout(() => end(false), LISTEN_MS);
    });
    for (const track of stream.getTracks()) track.stop();
    await audio.close();
    says.textContent = heard
      ? "On t’entend bien."
      : "On n’entend rien. Vérifie le bouton du micro, ou parle plus près.";
  }
}

const box = document.querySelector<HTMLElement>("#mic");
if (box) begin(box);
