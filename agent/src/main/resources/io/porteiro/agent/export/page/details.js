/** What is below the row of an open port: its last 15 minutes, who opened it, who is connected. */
class Details {
  static #MAX_LISTENERS = 50;
  static #MAX_PEERS = 500;
  static #PAUSE_SECONDS = 5;

  #key;
  #path;
  #charts = [];
  #listeners = element("div");
  #facts = element("dl");
  #read = null;
  #readAt = 0;

  constructor(port) {
    this.#key = port.key;
    this.#path = `api/v1/ports/${port.protocol}/${encodeURIComponent(port.number)}`;
    this.element = element("div", "details");
    const counts = element("div", "counts");
    counts.append(section("Counts", this.#facts));
    if (port.protocol === "tcp") {
      counts.append(section("Peers", this.#peers()));
    }
    this.element.append(this.#chartsOf(port), counts, section("Listeners", this.#listeners));
  }

  /** What a new second brought. */
  show(port, history, now) {
    for (const [figure, chart] of this.#charts) {
      chart.show(history.of(this.#key, figure, now), now);
    }
    this.#showFacts(port.json);
    const listeners = JSON.stringify(port.listeners);
    // those of clients change all the time, and each has a stack
    if (listeners !== this.#read && now - this.#readAt >= Details.#PAUSE_SECONDS) {
      this.#read = listeners;
      this.#readAt = now;
      this.#readListeners();
    }
  }

  close() {
    this.#charts.forEach(([, chart]) => chart.close());
  }

  #chartsOf(port) {
    const figures = port.hasDatagrams
      ? [
          ["rate", "Datagrams received a second", as.rate],
          ["queue", "Receive buffer", as.bytes],
          ["dropRate", "Datagrams dropped a second", as.rate],
        ]
      : [
          ["open", "Open connections", as.count],
          ["rate", "Connections accepted a second", as.rate],
          ["queue", "Waiting to be accepted", as.count],
        ];
    this.#charts = figures.map(([figure, title, words]) => [figure, new Chart(title, words)]);
    const charts = element("div", "charts");
    charts.append(...this.#charts.map(([, chart]) => chart.element));
    return charts;
  }

  #showFacts(json) {
    const facts = [];
    if (json.connections) {
      const { accepted, closed, duration_seconds: seconds } = json.connections;
      facts.push(["Accepted", as.count(accepted)], ["Closed", as.count(closed)]);
      facts.push(["Mean duration", closed > 0 ? (seconds / closed).toLocaleString("en", { maximumSignificantDigits: 3 }) + " s" : "\u2013"]);
      facts.push(["Failed accepts", as.failures(json.accept_errors) || "none"]);
    }
    if (json.datagrams) {
      const { received, received_bytes: bytesIn, sent, sent_bytes: bytesOut, dropped } = json.datagrams;
      facts.push(["Received", `${as.count(received)} (${as.bytes(bytesIn)})`]);
      facts.push(["Sent", `${as.count(sent)} (${as.bytes(bytesOut)})`]);
      facts.push(["Dropped by the kernel", as.count(dropped)]);
    }
    facts.push(["Failed binds", as.failures(json.bind_failures) || "none"]);
    facts.forEach(([name, value], i) => {
      if (i === this.#facts.children.length) {
        this.#facts.append(element("div"));
        this.#facts.lastChild.append(element("dt"), element("dd"));
      }
      setText(this.#facts.children[i].firstChild, name);
      setText(this.#facts.children[i].lastChild, value);
    });
  }

  async #readListeners() {
    const wanted = this.#read;
    try {
      const json = await getJson(this.#path);
      if (wanted === this.#read) {
        this.#showListeners(json.listeners);
      }
    } catch (error) {
      // asked again in a while
      this.#read = null;
      this.#listeners.replaceChildren(element("p", "", `Could not be read: ${error.message}`));
    }
  }

  #showListeners(listeners) {
    const shown = listeners.slice(0, Details.#MAX_LISTENERS).map((one, i) => listenerCard(one, i === 0));
    if (listeners.length === 0) {
      shown.push(element("p", "", "Nobody listens on it any more."));
    } else if (listeners.length > shown.length) {
      shown.push(element("p", "", `And ${as.count(listeners.length - shown.length)} more.`));
    }
    this.#listeners.replaceChildren(...shown);
  }

  #peers() {
    const box = element("div");
    const button = element("button", "", "Show who is connected");
    const said = element("p");
    said.setAttribute("role", "status");
    const table = element("div", "scrolled");
    // wider than a telephone: to be scrolled by keyboard, too
    table.tabIndex = 0;
    table.setAttribute("role", "region");
    table.setAttribute("aria-label", "Peers");
    table.hidden = true;
    button.type = "button";
    button.addEventListener("click", async () => {
      try {
        const { peers } = await getJson(this.#path + "/peers");
        table.hidden = peers.length === 0;
        table.replaceChildren(...(peers.length === 0 ? [] : [peerTable(peers.slice(0, Details.#MAX_PEERS))]));
        const beyond = peers.length > Details.#MAX_PEERS ? `, of which ${Details.#MAX_PEERS} are shown` : "";
        said.textContent = `${as.count(peers.length)} connected at ${as.time(Date.now())}${beyond}.`;
        button.textContent = "Look again";
      } catch (error) {
        said.textContent = `Could not be read: ${error.message}`;
      }
    });
    box.append(button, said, table);
    return box;
  }
}

function section(title, content) {
  const made = element("section");
  made.append(element("h2", "", title), content);
  return made;
}

function listenerCard(listener, open) {
  const card = element("div", "listener");
  const where = element("p");
  where.append(
    element("strong", "", listener.address),
    ` ${listener.exposure.replace("_", " ")}`,
    listener.since === null ? "" : `, since ${as.moment(Date.parse(listener.since))}`,
    listener.ephemeral ? ", a port of the system\u2019s choice" : "");
  if (listener.expected === false) {
    where.append(" ", element("strong", "badge unexpected", "unexpected"), ` ${listener.near_miss}`);
  }
  const who = element("p", "", listener.owner === ""
    ? "Known from the operating system alone: no Java code was seen to open it."
    : `Opened by ${listener.owner} (${listener.artifact || "no jar or module"}) on thread ${listener.thread}`);
  card.append(where, who);
  if (listener.stack.length > 0) {
    const stack = element("details");
    stack.open = open;
    stack.append(
      element("summary", "", `Stack of the bind, ${listener.stack.length} frames`),
      element("pre", "", listener.stack.join("\n")));
    card.append(stack);
  }
  return card;
}

function peerTable(peers) {
  const table = element("table", "peers");
  const head = element("tr");
  for (const label of ["Address", "Port", "To", "Since", "State", "Sending", "Unread"]) {
    const cell = element("th", "", label);
    cell.scope = "col";
    head.append(cell);
  }
  table.append(element("thead"), element("tbody"));
  table.tHead.append(head);
  for (const peer of peers) {
    const row = table.tBodies[0].insertRow();
    for (const text of [
      peer.address, String(peer.port), peer.local_address,
      peer.since === null ? "not known" : as.moment(Date.parse(peer.since)),
      peer.state, as.bytes(peer.send_queue_bytes), as.bytes(peer.receive_queue_bytes),
    ]) {
      row.insertCell().textContent = text;
    }
  }
  return table;
}
