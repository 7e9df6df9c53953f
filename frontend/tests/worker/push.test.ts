import { beforeEach, expect, test, vi } from "vitest";

/** The worker's own world: what it shows, which windows there are, what it opens. */
type Hear = (event: unknown) => void;
const heard = new Map<string, Hear>();
const shown: { title: string; options: Record<string, unknown> }[] = [];
const opened: string[] = [];
const focused: string[] = [];
let windows: string[] = [];

vi.stubGlobal("self", {
  addEventListener: (type: string, hear: Hear) => heard.set(type, hear),
  location: { origin: "https://declic.example" },
  registration: {
    showNotification: async (title: string, options: Record<string, unknown>) => {
      shown.push({ title, options });
    },
  },
  clients: {
    matchAll: async () => windows.map((url) => ({ url, focus: async () => focused.push(url) })),
    openWindow: async (url: string) => opened.push(url),
  },
});
await import("../../src/worker/push");

beforeEach(() => {
  for (const list of [shown, opened, focused]) list.length = 0;
  windows = [];
});

async function happen(type: string, event: Record<string, unknown>): Promise<void> {
  const works: Promise<unknown>[] = [];
  heard.get(type)?.({ ...event, waitUntil: (work: Promise<unknown>) => works.push(work) });
  await Promise.all(works);
}

const press = (path: unknown): Promise<void> =>
  happen("notificationclick", { notification: { close: () => undefined, data: { path } } });

test("what the server says is shown, in French, in place of the call before", async () => {
  await happen("push", {
    data: { json: () => ({ title: "Un élève attend", body: "Maths, 4e.", path: "/prof/" }) },
  });
  expect(shown).toHaveLength(1);
  expect(shown[0]).toMatchObject({
    title: "Un élève attend",
    options: { body: "Maths, 4e.", lang: "fr", tag: "declic-call", data: { path: "/prof/" } },
  });
});

test.each([
  ["nothing", null],
  ["no JSON", { json: () => JSON.parse("{") }],
  ["another shape", { json: () => ({ title: 4, body: null }) }],
  ["null", { json: () => null }],
])("something is shown when a push holds %s: a silent one would cost the permission", async (_, data) => {
  await happen("push", { data });
  expect(shown[0]?.title).toBe("Un élève attend");
});

test("pressed, it goes to the desk that is open, or opens one", async () => {
  await press("/prof/");
  expect(opened).toEqual(["https://declic.example/prof/"]);
  windows = ["https://declic.example/prof/appels/", "https://declic.example/prof/#contenu"];
  await press("/prof/");
  expect(focused).toEqual(["https://declic.example/prof/#contenu"]);
  expect(opened).toHaveLength(1);
});

test.each(["https://evil.example/", "//evil.example/", "javascript:alert(1)", 4, undefined])(
  "pressed, it never leaves the service: %s",
  async (path) => {
    await press(path);
    expect(opened).toEqual(["https://declic.example/prof/"]);
  },
);
