/**
 * What was measured of each port in the last 15 minutes, in this page's memory alone: a ring of one
 * value a second for each figure, all with the same times. NaN is a second that nobody knows of.
 */
class History {
  static SECONDS = 900;
  static FIGURES = ["open", "rate", "queue", "dropRate"];

  #times = new Float64Array(History.SECONDS).fill(NaN);
  #next = 0;
  #ports = new Map();

  /**
   * Notes one second, and tells each port its rates.
   *
   * @param seconds since the epoch
   * @param ports none when the JVM did not answer
   */
  record(seconds, ports) {
    const at = this.#next;
    this.#next = (at + 1) % History.SECONDS;
    this.#times[at] = seconds;
    for (const past of this.#ports.values()) {
      History.FIGURES.forEach((figure) => (past[figure][at] = NaN));
    }
    for (const port of ports) {
      const past = this.#past(port.key);
      port.rate = perSecond(past.arrived, port.arrived, seconds - past.seconds);
      port.dropRate = perSecond(past.drops, port.drops, seconds - past.seconds);
      Object.assign(past, { seconds, arrived: port.arrived, drops: port.drops });
      History.FIGURES.forEach((figure) => (past[figure][at] = port[figure] ?? NaN));
    }
    this.#forget(seconds);
  }

  /** Another JVM's counters begin at 0: what they were before says nothing. */
  startAnew() {
    for (const past of this.#ports.values()) {
      past.arrived = past.drops = null;
    }
  }

  /** The times and values of one figure, the oldest first, as uPlot takes them. */
  of(key, figure, now) {
    const times = [];
    const values = [];
    const past = this.#ports.get(key);
    for (let i = 0; past && i < History.SECONDS; i++) {
      const at = (this.#next + i) % History.SECONDS;
      if (this.#times[at] >= now - History.SECONDS) {
        times.push(this.#times[at]);
        values.push(Number.isNaN(past[figure][at]) ? null : past[figure][at]);
      }
    }
    return [times, values];
  }

  #past(key) {
    let past = this.#ports.get(key);
    if (!past) {
      past = { seconds: 0, arrived: null, drops: null };
      for (const figure of History.FIGURES) {
        past[figure] = new Float32Array(History.SECONDS).fill(NaN);
      }
      this.#ports.set(key, past);
    }
    return past;
  }

  #forget(seconds) {
    for (const [key, past] of this.#ports) {
      if (past.seconds < seconds - History.SECONDS) {
        this.#ports.delete(key);
      }
    }
  }
}

/** Null where it cannot be told, as of a counter that went back. */
function perSecond(before, after, seconds) {
  return before === null || after === null || after < before || seconds <= 0
    ? null
    : (after - before) / seconds;
}
