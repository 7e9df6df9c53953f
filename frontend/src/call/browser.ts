/** Which browser this is, to show where it hides the permission of the microphone. */
export type Family = "chrome" | "chrome-phone" | "firefox" | "safari" | "safari-phone" | "other";

export interface Agent {
  readonly userAgent: string;
  /** An iPad says it is a Mac, and has fingers. */
  readonly maxTouchPoints: number;
}

export function familyOf({ userAgent, maxTouchPoints }: Agent): Family {
  const apple = /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes("Macintosh") && maxTouchPoints > 1);
  // On Apple's phones and tablets every browser asks as Safari does.
  if (apple) return "safari-phone";
  if (userAgent.includes("Firefox/")) return userAgent.includes("Android") ? "other" : "firefox";
  if (/Chrome\/|Chromium\//.test(userAgent)) return userAgent.includes("Android") ? "chrome-phone" : "chrome";
  if (userAgent.includes("Safari/")) return "safari";
  return "other";
}
