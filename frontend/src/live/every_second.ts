/** Calls `act` each second, in a hidden tab as well; call the answer to stop. */
export function everySecond(act: () => void): () => void {
  try {
    const pulse = new Worker(new URL("./pulse.ts", import.meta.url), { type: "module" });
    pulse.onmessage = act;
    return () => pulse.terminate();
  } catch {
    const timer = setInterval(act, 1000);
    return () => clearInterval(timer);
  }
}
