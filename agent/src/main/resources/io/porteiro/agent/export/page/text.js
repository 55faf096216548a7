"use strict";

/** An element with a class and a text. Nothing that the application says is ever read as HTML. */
function element(name, className = "", text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** Sets a text only when it is another one: a second without news costs no layout. */
function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** Likewise of a class. */
function setClass(node, name, on) {
  if (node.classList.contains(name) !== on) {
    node.classList.toggle(name);
  }
}

/** And of whether it is to be seen. */
function setHidden(node, hidden) {
  if (node.hidden !== hidden) {
    node.hidden = hidden;
  }
}

/** Numbers and times as people read them; a dash where nobody knows. */
const as = {
  count: (value) => (value === null ? "\u2013" : Math.round(value).toLocaleString("en")),

  rate: (value) =>
    value === null
      ? "\u2013"
      : value === 0 || value >= 10
        ? as.count(value)
        : value.toLocaleString("en", { maximumFractionDigits: value < 0.1 ? 2 : 1 }),

  bytes(value) {
    if (value === null || value < 1024) {
      return value === null ? "\u2013" : value + " B";
    }
    const power = Math.min(4, Math.floor(Math.log2(value) / 10));
    return (value / 1024 ** power).toFixed(1) + " " + "KMGT"[power - 1] + "iB";
  },

  duration(seconds) {
    for (const [unit, length] of [["d", 86400], ["h", 3600], ["min", 60]]) {
      if (seconds >= length) {
        return Math.floor(seconds / length) + " " + unit;
      }
    }
    return Math.max(0, Math.floor(seconds)) + " s";
  },

  /** The time of day on the clock of who looks. */
  time: (millis) => new Date(millis).toTimeString().slice(0, 8),

  date(millis) {
    const two = (number) => String(number).padStart(2, "0");
    const day = new Date(millis);
    return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())} ${as.time(millis)}`;
  },

  /** Without the date when it is today's. */
  moment: (millis) =>
    new Date(millis).toDateString() === new Date().toDateString() ? as.time(millis) : as.date(millis),

  /** Reasons and how often, of a map from one to the other; empty when there was none. */
  failures: (counts) =>
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([reason, count]) => `${reason.replaceAll("_", " ")}: ${as.count(count)}`)
      .join(", "),
};
