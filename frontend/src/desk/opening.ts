/**
 * An armed page accepts by itself: once its countdown is over, as soon as the line is there; and again where it fell
 * before the answer is known to have arrived. The server takes one.
 */
export class Opening {
  private sent = false;
  private online = true;

  line(online: boolean): void {
    this.online = online;
    if (!online) this.sent = false;
  }

  /** Whether to accept now; `over`: the countdown is. */
  isDue(over: boolean): boolean {
    if (!over || this.sent || !this.online) return false;
    this.sent = true;
    return true;
  }
}
