// A hidden tab's timers slow down to one a minute, which the server would take for silence: this
// worker's do not.
setInterval(() => self.postMessage(0), 1000);
