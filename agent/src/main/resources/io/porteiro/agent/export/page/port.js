/** How far addresses reach, the widest last. */
const EXPOSURES = ["unix", "loopback", "link_local", "private", "public", "wildcard"];

/** One port of the API's answer as the table has it: a row, with what of it is sorted and filtered. */
class Port {
  constructor(json) {
    this.json = json;
    this.protocol = json.protocol;
    this.number = json.port;
    this.name = json.protocol === "unix" ? json.port : `${json.protocol}/${json.port}`;
    this.key = `${json.protocol}/${json.port}`;
    this.service = json.service;
    this.listeners = json.listeners;
    this.isOpen = json.listeners.length > 0;
    this.expected = this.isOpen ? json.expected : null;

    // the one that reaches farthest stands for all
    const widest = [...json.listeners].sort((a, b) => reach(b) - reach(a))[0];
    this.address = widest ? (this.protocol === "unix" ? "" : widest.address) : "";
    this.exposure = widest ? widest.exposure : "";
    this.owner = widest ? widest.owner : "";
    this.artifact = widest ? widest.artifact : "";
    this.knownBy = widest ? widest.known_by : "";
    this.since = earliest(json.listeners);

    const { connections, datagrams, accept_queue: queue } = json;
    this.open = connections ? connections.active : null;
    this.arrived = connections ? connections.accepted : datagrams.received;
    this.queue = connections ? queue.length : datagrams.receive_queue_bytes;
    this.limit = connections ? queue.limit : null;
    this.drops = datagrams ? datagrams.dropped : null;
    /** A second: connections accepted, or datagrams received and dropped; History knows. */
    this.rate = null;
    this.dropRate = null;

    this.searched = [
      this.name, this.service, this.isOpen ? "open" : "closed", this.judgement,
      ...json.listeners.slice(0, 100).flatMap(
        (one) => [one.address, one.exposure, one.owner, one.artifact, one.known_by]),
    ].join(" ").toLowerCase();
  }

  get hasDatagrams() {
    return this.json.datagrams !== undefined;
  }

  get isWildcard() {
    return this.exposure === "wildcard";
  }

  get judgement() {
    return this.expected === null ? "" : this.expected ? "expected" : "unexpected";
  }

  /** tcp before udp before unix, and numbers as numbers. */
  get order() {
    return this.key.replace(/\d+/g, (digits) => digits.padStart(9, "0"));
  }

  /** Whether every one of the words is somewhere in it. */
  matches(words) {
    return words.every((word) =>
      // else "expected" would find its opposite
      word === "expected" || word === "unexpected"
        ? this.judgement === word
        : this.searched.includes(word));
  }
}

function reach(listener) {
  return EXPOSURES.indexOf(listener.exposure);
}

function earliest(listeners) {
  const times = listeners.map((one) => one.since).filter((since) => since !== null);
  return times.length === 0 ? null : Date.parse(times.reduce((a, b) => (a < b ? a : b)));
}
