import { csrfToken } from "../live/ticket";

/** Being called on this browser while off duty: asked for by a press, never by the page. */
type State = "no" | "yes" | "denied" | "none";
const PROBLEM = "Cela n’a pas marché. Vérifiez le réseau et réessayez.";

function open(place: HTMLElement): void {
  const known: readonly string[] = JSON.parse(place.dataset.known ?? "[]");
  const problem = place.querySelector<HTMLElement>("[data-slot=problem]");

  function show(state: State): void {
    for (const part of place.querySelectorAll<HTMLElement>("[data-when]")) {
      part.hidden = part.dataset.when !== state;
    }
    place.hidden = false;
  }

  function explain(text: string): void {
    if (problem === null) return;
    problem.hidden = text === "";
    const words = problem.querySelector("span");
    if (words !== null) words.textContent = text;
  }

  async function look(): Promise<void> {
    if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) show("none");
    else if (Notification.permission === "denied") show("denied");
    else {
      const now = await subscription();
      show(now !== null && known.includes(await digest(now.endpoint)) ? "yes" : "no");
    }
  }

  async function sayYes(): Promise<void> {
    if ((await Notification.requestPermission()) !== "granted") {
      if (Notification.permission === "denied") show("denied");
      return;
    }
    await (await subscription())?.unsubscribe(); // made for somebody else, or for another key
    await navigator.serviceWorker.register(place.dataset.worker ?? "", { scope: "/prof/" });
    const registration = await ready();
    const made = await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: place.dataset.key ?? "",
    });
    const { keys } = made.toJSON();
    await tell({ endpoint: made.endpoint, p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" });
  }

  async function sayNo(): Promise<void> {
    const made = await subscription();
    if (made === null) return;
    await tell({ endpoint: made.endpoint, no: "1" });
    await made.unsubscribe();
  }

  async function tell(said: Record<string, string>): Promise<void> {
    const answer = await fetch(place.dataset.url ?? "", {
      method: "POST",
      body: new URLSearchParams(said),
      headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
      credentials: "same-origin",
    });
    if (answer.ok) return;
    const body = (await answer.json().catch(() => ({}))) as { message?: unknown };
    throw new Refused(typeof body.message === "string" ? body.message : PROBLEM);
  }

  async function act(button: HTMLButtonElement): Promise<void> {
    explain("");
    button.disabled = true;
    try {
      await (button.dataset.act === "yes" ? sayYes() : sayNo());
      if (Notification.permission === "granted") location.reload();
    } catch (error) {
      explain(error instanceof Refused ? error.message : PROBLEM);
    }
    button.disabled = false;
  }

  for (const button of place.querySelectorAll<HTMLButtonElement>("[data-act]")) {
    button.addEventListener("click", () => void act(button));
  }
  void look();
}

class Refused extends Error {}

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration("/prof/");
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** This page is not under the worker yet: `navigator.serviceWorker.ready` would wait for the next one. */
async function ready(): Promise<ServiceWorkerRegistration> {
  const registration = await navigator.serviceWorker.getRegistration("/prof/");
  const worker = registration?.installing ?? registration?.waiting;
  if (registration === undefined) throw new Error("no service worker");
  if (registration.active || !worker) return registration;
  return new Promise((resolve, reject) => {
    worker.addEventListener("statechange", () => {
      if (worker.state === "activated") resolve(registration);
      if (worker.state === "redundant") reject(new Error("the service worker was refused"));
    });
  });
}

/** The server does not show where it writes to. */
async function digest(endpoint: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const place = document.querySelector<HTMLElement>("#device");
if (place) open(place);
