/** Two rows of the table: one port's, and the one below it, which unfolds. */
class PortRow {
  #cells = {};
  #bar = element("span", "bar");
  #details = null;
  #latest = null;

  constructor(port) {
    this.element = element("tr");
    this.element.setAttribute("role", "row");
    this.under = element("tr", "under");
    this.under.setAttribute("role", "row");
    this.under.id = `under-${PortRow.#made++}`;
    this.under.hidden = true;
    for (const column of COLUMNS) {
      this.#addCell(column);
    }
    this.button = element("button", "", port.name);
    this.button.type = "button";
    this.button.setAttribute("aria-expanded", "false");
    this.button.setAttribute("aria-controls", this.under.id);
    this.#cells.port.append(this.button);
    this.#bar.append(element("span"));
    this.#bar.setAttribute("aria-hidden", "true");
    this.element.addEventListener("click", (event) => this.#clicked(event));
    this.under.addEventListener("keydown", (event) => this.#escaped(event));
  }

  static #made = 0;

  get isUnfolded() {
    return this.#details !== null;
  }

  /** What a new second brought; also when it is folded in. */
  show(port, history, now) {
    this.port = port;
    this.#latest = [port, history, now];
    setClass(this.element, "unexpected", port.expected === false);
    setClass(this.element, "wildcard", port.isWildcard);
    setClass(this.element, "closed", !port.isOpen);
    this.#say("service", [port.service]);
    this.#say("address",
      [port.isOpen ? port.address : "closed"],
      [port.exposure.replace("_", " "), port.isWildcard ? "badge wildcard" : "dim"],
      [port.listeners.length > 1 ? `${as.count(port.listeners.length)} listeners` : "", "dim"]);
    this.#showOwner(port);
    this.#say("open", [as.count(port.open)]);
    this.#say("rate", [as.rate(port.rate)]);
    this.#showQueue(port);
    this.#say("drops", [as.count(port.drops)]);
    this.#say("since", [port.since === null ? "\u2013" : as.duration(now - port.since / 1000) + " ago"]);
    this.#say("judgement", [port.judgement, port.expected === false ? "badge unexpected" : "dim"]);
    this.#details?.show(port, history, now);
  }

  close() {
    this.#details?.close();
    this.element.remove();
    this.under.remove();
  }

  toggle() {
    if (this.#details) {
      this.#details.close();
      this.#details = null;
      this.under.replaceChildren();
    } else {
      this.#details = new Details(this.port);
      const cell = element("td");
      cell.colSpan = COLUMNS.length;
      cell.setAttribute("role", "cell");
      cell.append(this.#details.element);
      this.under.append(cell);
    }
    this.under.hidden = !this.#details;
    this.button.setAttribute("aria-expanded", String(this.isUnfolded));
    this.#details?.show(...this.#latest);
  }

  #addCell(column) {
    const cell = element("td", column.id);
    cell.setAttribute("role", "cell");
    // where the table has no head, as on a narrow screen
    cell.dataset.label = column.label;
    this.#cells[column.id] = cell;
    this.element.append(cell);
  }

  /** Fills a cell with its parts, each a text and a class; the elements stay. */
  #say(id, ...parts) {
    const spans = this.#cells[id].getElementsByClassName("part");
    parts.forEach(([text, className = ""], i) => {
      const span = spans[i] ?? this.#cells[id].appendChild(element("span", "part"));
      setText(span, text);
      const classes = text === "" ? "part" : `part ${className}`;
      if (span.className !== classes) {
        span.className = classes;
      }
    });
  }

  #showOwner(port) {
    const dot = port.owner.lastIndexOf(".");
    const nobody = port.isOpen && port.owner === "" ? "the operating system\u2019s word" : "";
    const home = [port.owner.slice(0, Math.max(0, dot)), port.artifact].filter((text) => text !== "");
    this.#say("owner", [port.owner.slice(dot + 1) || nobody], [home.join(" \u00b7 "), "dim"]);
  }

  #showQueue(port) {
    const text = port.hasDatagrams ? as.bytes(port.queue) : as.count(port.queue);
    this.#say("queue", [port.limit === null ? text : `${text} / ${as.count(port.limit)}`]);
    if (port.limit === null || port.queue === null) {
      this.#bar.remove();
      return;
    }
    const part = Math.min(1, port.limit === 0 ? 1 : port.queue / port.limit);
    const width = Math.round(100 * part) + "%";
    if (this.#bar.firstChild.style.width !== width) {
      this.#bar.firstChild.style.width = width;
    }
    setClass(this.#bar, "full", part >= 0.8);
    if (!this.#bar.isConnected) {
      this.#cells.queue.append(this.#bar);
    }
  }

  #clicked(event) {
    // whoever marks a text wants to copy it
    if (event.target === this.button || (getSelection().isCollapsed && !event.target.closest("a, button"))) {
      this.toggle();
    }
  }

  #escaped(event) {
    if (event.key === "Escape") {
      this.button.focus();
      this.toggle();
    }
  }
}
