/** What an axis of whole numbers may go up by. */
const WHOLE_STEPS = Array.from({ length: 30 }, (_, i) => [1, 2, 5][i % 3] * 10 ** Math.floor(i / 3));

/** A sparkline of the last 15 minutes of one figure, with the same in words above it. */
class Chart {
  static #HEIGHT_REM = 6;

  #title;
  #words;
  #caption = element("figcaption");
  #box = element("div", "chart");
  #data = [[], []];
  #now = 0;
  #plot = null;
  #rem = 0;
  #size = new ResizeObserver(() => this.#resize());

  /**
   * @param title what it shows
   * @param words says a value
   */
  constructor(title, words) {
    this.#title = title;
    this.#words = words;
    this.element = element("figure");
    // the caption says what there is to see
    this.#box.setAttribute("aria-hidden", "true");
    this.element.append(this.#caption, this.#box);
    this.#size.observe(this.#box);
  }

  /** The times and values so far; the last second is now. */
  show([times, values], now) {
    const known = values.filter((value) => value !== null);
    setText(
      this.#caption,
      known.length === 0
        ? `${this.#title}: not known`
        : `${this.#title}: ${this.#words(values.at(-1))}, at most ${this.#words(Math.max(...known))}`);
    this.#data = [times, values];
    this.#now = now;
    this.#plot?.setData(this.#data);
  }

  close() {
    this.#size.disconnect();
    this.#plot?.destroy();
  }

  #resize() {
    const width = this.#box.clientWidth;
    if (width === 0) {
      return;
    }
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const size = { width, height: Math.round(Chart.#HEIGHT_REM * rem) };
    if (this.#plot && this.#rem === rem) {
      this.#plot.setSize(size);
    } else {
      this.#plot?.destroy();
      this.#rem = rem;
      this.#plot = new uPlot({ ...size, ...this.#options(rem) }, this.#data, this.#box);
    }
  }

  /** Colours are asked for at each drawing, so that they follow the theme. */
  #options(rem) {
    const colour = (name) => () => getComputedStyle(this.#box).getPropertyValue(name);
    const axis = {
      stroke: colour("--dim"),
      grid: { stroke: colour("--line"), width: 1 },
      ticks: { show: false },
      font: `${0.75 * rem}px system-ui, sans-serif`,
      gap: 2,
    };
    const clock = (plot, times) => times.map((time) => as.time(time * 1000).slice(0, 5));
    const line = { stroke: colour("--accent"), fill: colour("--accent-tint"), width: 1.5, points: { show: false } };
    return {
      legend: { show: false },
      cursor: { show: false },
      padding: [rem / 2, rem / 2, 0, 0],
      scales: {
        x: { range: () => [this.#now - History.SECONDS, this.#now] },
        y: { range: (plot, low, high) => [0, Math.max(1, high ?? 0)] },
      },
      axes: [
        { ...axis, size: 1.25 * rem, space: 5 * rem, values: clock },
        {
          ...axis,
          size: 3.5 * rem,
          space: 1.75 * rem,
          incrs: this.#words === as.rate ? undefined : WHOLE_STEPS,
          values: (plot, values) => values.map(this.#words),
        },
      ],
      series: [{}, line],
    };
  }
}
