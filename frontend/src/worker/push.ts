/**
 * The service worker of the teachers' pages: shows a notification when the server calls, and opens the desk.
 * It keeps nothing and answers no request. Built as a classic script: it imports and exports nothing.
 */
interface Pushed extends Event {
  readonly data: { json(): unknown } | null;
  waitUntil(work: Promise<unknown>): void;
}
interface Pressed extends Event {
  readonly notification: Notification;
  waitUntil(work: Promise<unknown>): void;
}
interface OpenWindow {
  readonly url: string;
  focus(): Promise<unknown>;
}
interface Worker {
  readonly registration: ServiceWorkerRegistration;
  readonly location: Location;
  readonly clients: {
    matchAll(which: { type: "window"; includeUncontrolled: boolean }): Promise<readonly OpenWindow[]>;
    openWindow(url: string): Promise<unknown>;
  };
  addEventListener(type: "push", hear: (event: Pushed) => void): void;
  addEventListener(type: "notificationclick", hear: (event: Pressed) => void): void;
}
{
  const worker = self as unknown as Worker;
  const desk = "/prof/";

  /** A browser takes the permission away from who hears a push and shows nothing: whatever came, this does. */
  const read = (event: Pushed): { title: string; body: string; path: string } => {
    let said: Record<string, unknown> = {};
    try {
      said = (event.data?.json() ?? {}) as Record<string, unknown>;
    } catch {
      // What cannot be read is a call all the same.
    }
    const text = (name: string, otherwise: string): string => {
      const given = said[name];
      return typeof given === "string" ? given : otherwise;
    };
    return {
      title: text("title", "Un élève attend"),
      body: text("body", "Si vous avez un moment, ouvrez votre bureau."),
      path: text("path", desk),
    };
  };

  /** On our own pages, whatever the message says. */
  const ours = (path: unknown): string => {
    const asked = new URL(typeof path === "string" ? path : desk, worker.location.origin);
    return asked.origin === worker.location.origin ? asked.href : new URL(desk, worker.location.origin).href;
  };

  const open = async (url: string): Promise<void> => {
    const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
    const there = windows.find((one) => one.url.split(/[?#]/)[0] === url);
    await (there ? there.focus() : worker.clients.openWindow(url));
  };

  worker.addEventListener("push", (event) => {
    const { title, body, path } = read(event);
    const shown = {
      body,
      lang: "fr",
      tag: "declic-call",
      renotify: true,
      icon: "/static/icon-192.png",
      data: { path },
    };
    event.waitUntil(worker.registration.showNotification(title, shown));
  });

  worker.addEventListener("notificationclick", (event) => {
    event.notification.close();
    const data = event.notification.data as { path?: unknown } | null;
    event.waitUntil(open(ours(data?.path)));
  });
}

export {};
