/**
 * The first socket of a page whose script is large: opened by a small script of its own while the large one is on
 * its way, which then finds what was said meanwhile. On a slow network it is half a second less to wait.
 */
export interface Early {
  readonly path: string;
  readonly socket: WebSocket;
  readonly heard: MessageEvent<string | ArrayBuffer>[];
  closed: CloseEvent | null;
}

declare global {
  var declicEarly: Early | undefined;
}

/** Its socket, when it was opened with this path; what it heard is said again to the handlers it is given at once. */
export function taken(path: string): WebSocket | null {
  const early = globalThis.declicEarly;
  globalThis.declicEarly = undefined;
  if (early === undefined) return null;
  const { socket, heard } = early;
  if (early.path !== path) {
    socket.onmessage = socket.onclose = null;
    socket.close(1000);
    return null;
  }
  queueMicrotask(() => {
    for (const event of heard) socket.onmessage?.(event);
    if (early.closed !== null) socket.onclose?.(early.closed);
  });
  return socket;
}
