const PERIOD_MILLIS = 1000;
const PATIENCE_MILLIS = 5000;

/** An answer of the API; an Error that says what is wrong otherwise. */
async function getJson(path, headers = {}, unchanged = null) {
  const response = await fetch(path, { headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MILLIS) });
  if (response.status === 304) {
    return unchanged;
  }
  const json = await response.json();
  if (!response.ok) {
    throw new Error(json.detail ?? `HTTP ${response.status}`);
  }
  Object.defineProperty(json, "etag", { value: response.headers.get("ETag") });
  return json;
}

/** Asks the JVM every second, and says what it answers, or that it does not. */
class Page {
  #history = new History();
  #table = new PortTable(document.getElementById("ports"));
  #answer = null;
  #answeredAt = Date.now();
  #failing = false;
  #unexpected = new Set();

  start() {
    const filter = document.getElementById("filter");
    filter.addEventListener("input", () => this.#filter(filter.value));
    document.getElementById("tools").addEventListener("submit", (event) => event.preventDefault());
    const sort = document.getElementById("sort");
    sort.append(...COLUMNS.map((column) => new Option(column.label, column.id)));
    sort.addEventListener("change", () => this.#table.sort(sort.value));
    document.addEventListener("visibilitychange", () => this.#answer && this.#showAnswer());
    this.#filter(filter.value);
    this.#table.unfold(decodeURIComponent(location.hash.slice(1)));
    this.#poll();
  }

  async #poll() {
    const begun = performance.now();
    try {
      const headers = this.#answer ? { "If-None-Match": this.#answer.etag } : {};
      this.#answered(await getJson("api/v1/ports", headers, this.#answer));
    } catch (error) {
      this.#unanswered(error);
    }
    setTimeout(() => this.#poll(), Math.max(0, begun + PERIOD_MILLIS - performance.now()));
  }

  #answered(answer) {
    const now = Date.now();
    const restarted = this.#answer !== null && this.#answer.since !== answer.since;
    if (restarted) {
      this.#history.startAnew();
    }
    if (this.#failing) {
      const silence = as.duration((now - this.#answeredAt) / 1000);
      this.#announce(`The JVM answers again, after ${silence}.` + (restarted ? " It was started anew." : ""));
      document.getElementById("outage").hidden = true;
      document.body.classList.remove("outage");
      this.#failing = false;
    }
    this.#answer = answer;
    this.#answeredAt = now;
    this.#ports = answer.ports.map((port) => new Port(port));
    this.#history.record(now / 1000, this.#ports);
    this.#announceUnexpected();
    this.#showAnswer();
  }

  #ports = [];

  #unanswered(error) {
    this.#history.record(Date.now() / 1000, []);
    if (!this.#failing) {
      this.#failing = true;
      const outage = document.getElementById("outage");
      // a browser's own words for it differ; what the JVM says of itself matters
      const why = error instanceof TypeError || error instanceof DOMException ? "" : ` (${error.message})`;
      outage.textContent =
        `The JVM has not answered since ${as.time(this.#answeredAt)}${why}. ` +
        "What is below is what it said last. This page goes on asking.";
      outage.hidden = false;
      document.body.classList.add("outage");
      document.title = `No answer \u2013 Porteiro ${location.host}`;
    }
  }

  /** Does not draw what nobody sees. */
  #showAnswer() {
    if (document.hidden) {
      return;
    }
    const { version, since, kernel_unavailable: kernel } = this.#answer;
    this.#table.show(this.#ports, this.#history, this.#answeredAt / 1000);
    setText(document.getElementById("jvm"), `${location.host}, counted since ${as.moment(Date.parse(since))}, version ${version}`);
    setText(document.getElementById("updated"), as.time(this.#answeredAt));
    const notice = document.getElementById("kernel");
    notice.hidden = kernel === null;
    setText(notice, kernel ?? "");
    this.#summarise();
    this.#count();
  }

  #summarise() {
    const open = this.#ports.filter((port) => port.isOpen);
    const sum = (figure) => open.reduce((total, port) => total + (port[figure] ?? 0), 0);
    const unexpected = open.filter((port) => port.expected === false).length;
    const judged = this.#ports.some((port) => port.expected !== null);
    const facts = [
      [as.count(open.length), open.length === 1 ? "port open" : "ports open"],
      [as.count(sum("open")), sum("open") === 1 ? "connection" : "connections"],
      [as.count(open.filter((port) => port.isWildcard).length), "on every address", "wildcard"],
      judged ? [as.count(unexpected), "unexpected", "unexpected"] : ["no", "policy set"],
    ];
    const summary = document.getElementById("summary");
    const filter = document.getElementById("filter").value;
    facts.forEach(([figure, words, word], i) => {
      let item = summary.children[i];
      if (!item || (item.dataset.word ?? "") !== (word ?? "")) {
        const made = summaryItem(word, (text) => this.#toggleFilter(text));
        item ? item.replaceWith(made) : summary.append(made);
        item = made;
      }
      setText(item.querySelector("strong"), figure);
      setText(item.querySelector("span"), words);
      setClass(item, "some", word !== undefined && figure !== "0");
      item.querySelector("button")?.setAttribute("aria-pressed", String(filter === word));
    });
    document.title = `${unexpected > 0 ? `${unexpected} unexpected \u2013 ` : ""}Porteiro ${location.host}`;
  }

  #toggleFilter(word) {
    const filter = document.getElementById("filter");
    filter.value = filter.value === word ? "" : word;
    this.#filter(filter.value);
    this.#summarise();
  }

  #filter(text) {
    this.#table.filter(text);
    this.#count();
  }

  #count() {
    const { size, shown } = this.#table;
    setText(document.getElementById("shown"), shown === size ? "" : `${as.count(shown)} of ${as.count(size)} ports`);
    const none = document.getElementById("none");
    none.hidden = shown > 0 || this.#answer === null;
    setText(none, size === 0 ? "No port was ever opened." : "No port matches the filter.");
  }

  #announce(text) {
    document.getElementById("news").textContent = text;
  }

  #announceUnexpected() {
    const unexpected = new Set(this.#ports.filter((port) => port.expected === false).map((port) => port.name));
    const news = [...unexpected].filter((name) => !this.#unexpected.has(name));
    if (news.length > 0) {
      this.#announce(`Unexpected: ${news.slice(0, 5).join(", ")}${news.length > 5 ? " and others" : ""}`);
    }
    this.#unexpected = unexpected;
  }
}

/** A figure and what it counts; with a word to filter by, a button. */
function summaryItem(word, filter) {
  const item = element("li");
  const content = element(word ? "button" : "p");
  content.append(element("strong"), " ", element("span"));
  if (word) {
    item.dataset.word = word;
    content.type = "button";
    content.addEventListener("click", () => filter(word));
  }
  item.append(content);
  return item;
}

new Page().start();
