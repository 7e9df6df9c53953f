import { expect, it } from "vitest";
import { familyOf } from "../../src/call/browser";

const SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15";

it.each([
  ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", 0, "chrome"],
  ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", 0, "chrome"],
  ["Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", 5, "chrome-phone"],
  ["Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0", 0, "firefox"],
  ["Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0", 5, "other"],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) ${SAFARI}`, 0, "safari"],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) ${SAFARI}`, 5, "safari-phone"],
  [`Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${SAFARI}`, 5, "safari-phone"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605 CriOS/130.0 Safari/604.1", 5, "safari-phone"],
  ["curl/8", 0, "other"],
])("the permission is looked for where %s has it", (userAgent, maxTouchPoints, family) => {
  expect(familyOf({ userAgent, maxTouchPoints })).toBe(family);
});
