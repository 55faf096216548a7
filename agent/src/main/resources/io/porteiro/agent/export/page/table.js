/** The columns: what they are called, show, and are sorted by. */
const COLUMNS = [
  { id: "port", label: "Port", by: (port) => port.order },
  { id: "service", label: "Service", by: (port) => port.service, note: "what the port is registered for" },
  { id: "address", label: "Address", by: (port) => EXPOSURES.indexOf(port.exposure), falling: true,
    note: "and how far it reaches" },
  { id: "owner", label: "Owner", by: (port) => port.owner, note: "the class that opened it, its package and jar" },
  { id: "open", label: "Open", by: (port) => port.open, falling: true, note: "connections open now" },
  { id: "rate", label: "Accepted/s", by: (port) => port.rate, falling: true,
    note: "connections accepted a second; of UDP, datagrams received" },
  { id: "queue", label: "Queue", by: (port) => (port.limit ? port.queue / port.limit : port.queue), falling: true,
    note: "what waits to be accepted, of how many may; of UDP, bytes waiting to be read" },
  { id: "drops", label: "Drops", by: (port) => port.drops, falling: true, note: "datagrams dropped by the kernel" },
  { id: "since", label: "Since", by: (port) => port.since, falling: true, note: "when the first of its listeners was opened" },
  { id: "judgement", label: "Policy", by: (port) => port.judgement, falling: true, note: "whether it is expected" },
];

/** The table of ports. Rows stay the same elements as long as their port is there. */
class PortTable {
  #table;
  #body;
  #rows = new Map();
  #words = [];
  #unfold = "";
  #column = COLUMNS[0];
  #falling = false;

  constructor(table) {
    this.#table = table;
    this.#body = table.tBodies[0];
    this.#makeHead(table.tHead.rows[0]);
    this.#body.addEventListener("keydown", (event) => this.#move(event));
  }

  /** How many rows there are, and how many of them are shown. */
  get size() {
    return this.#rows.size;
  }

  get shown() {
    return [...this.#rows.values()].filter((row) => !row.element.hidden).length;
  }

  show(ports, history, now) {
    setClass(this.#table, "unjudged", ports.every((port) => port.expected === null));
    const keys = new Set(ports.map((port) => port.key));
    for (const [key, row] of this.#rows) {
      if (!keys.has(key)) {
        this.#remove(key, row);
      }
    }
    for (const port of ports) {
      let row = this.#rows.get(port.key);
      if (!row) {
        row = new PortRow(port);
        this.#rows.set(port.key, row);
      }
      row.show(port, history, now);
    }
    this.#arrange();
    const wanted = this.#rows.get(this.#unfold);
    if (wanted) {
      this.#unfold = "";
      wanted.toggle();
      wanted.button.focus();
    }
  }

  filter(text) {
    this.#words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
    this.#arrange();
  }

  /** Opens the row of that key, tcp/513 say, once it is there. */
  unfold(key) {
    this.#unfold = key;
  }

  /** By a column; again, the other way round. */
  sort(id) {
    const column = COLUMNS.find((one) => one.id === id);
    this.#falling = column === this.#column ? !this.#falling : column.falling === true;
    this.#column = column;
    this.#markOrder();
    this.#arrange();
  }

  #makeHead(head) {
    for (const column of COLUMNS) {
      const cell = element("th", column.id);
      const button = element("button", "", column.label);
      cell.scope = "col";
      cell.setAttribute("role", "columnheader");
      button.type = "button";
      button.title = column.note ?? "";
      button.addEventListener("click", () => this.sort(column.id));
      cell.append(button);
      head.append(cell);
    }
    this.#markOrder();
  }

  #markOrder() {
    COLUMNS.forEach((column, i) => {
      const cell = this.#table.tHead.rows[0].cells[i];
      if (column === this.#column) {
        cell.setAttribute("aria-sort", this.#falling ? "descending" : "ascending");
      } else {
        cell.removeAttribute("aria-sort");
      }
    });
  }

  /** Puts the rows in order, and moves only those that are not where they should be. */
  #arrange() {
    const sorted = [...this.#rows.values()].sort((a, b) => this.#compare(a.port, b.port));
    const focused = document.activeElement;
    let next = this.#body.firstElementChild;
    for (const row of sorted) {
      setHidden(row.element, !row.port.matches(this.#words));
      setHidden(row.under, row.element.hidden || !row.isUnfolded);
      for (const part of [row.element, row.under]) {
        if (part === next) {
          next = next.nextElementSibling;
        } else {
          this.#body.insertBefore(part, next);
        }
      }
    }
    // an element that is moved loses it
    if (document.activeElement !== focused && focused.isConnected) {
      focused.focus({ preventScroll: true });
    }
  }

  #compare(a, b) {
    const [x, y] = [this.#column.by(a), this.#column.by(b)];
    if (x === y || x === null || y === null) {
      // what nobody knows comes last, whichever way
      return (x === null) - (y === null) || (a.order < b.order ? -1 : 1);
    }
    return (x < y ? -1 : 1) * (this.#falling ? -1 : 1);
  }

  #remove(key, row) {
    if (row.element.contains(document.activeElement) || row.under.contains(document.activeElement)) {
      (this.#neighbour(row, 1) ?? this.#neighbour(row, -1))?.focus({ preventScroll: true });
    }
    row.close();
    this.#rows.delete(key);
  }

  /** The arrow keys, Home and End go from row to row, as well as Tab does. */
  #move(event) {
    const row = [...this.#rows.values()].find((one) => one.button === event.target);
    if (!row || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    const shown = [...this.#body.querySelectorAll(":scope > tr:not([hidden]) > .port > button")];
    const to = { ArrowDown: () => this.#neighbour(row, 1), ArrowUp: () => this.#neighbour(row, -1),
      Home: () => shown[0], End: () => shown.at(-1) }[event.key]?.();
    if (to) {
      event.preventDefault();
      to.focus();
    }
  }

  #neighbour(row, step) {
    const shown = [...this.#body.querySelectorAll(":scope > tr:not([hidden]) > .port > button")];
    return shown[shown.indexOf(row.button) + step];
  }
}
