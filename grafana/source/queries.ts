/** What the dashboards ask Prometheus. Selectors are what stands between the braces. */

/** The labels of a port. */
export const PORT = 'protocol, port, service';

/** The labels that porteiro_listener_info has beside those of its port. */
const LISTENER = 'address, artifact, ephemeral, exposure, known_by, owner';

/** Exposures that nobody on another host can reach. */
const AT_HOME = 'loopback|unix';

/** Client sockets are not what one looks for among listening ports. */
const NO_CLIENTS = 'port!="ephemeral"';

/** Long enough for a rate, and no shorter than the distance of two points. */
const STEP = '[$__rate_interval]';

/** All that is shown, looked back at from its end. */
const WHOLE = '[$__range] @ end()';

export const sum = (by: string, expression: string): string => `sum by (${by}) (${expression})`;

export const rate = (counter: string): string => `rate(${counter}${STEP})`;

/** 0 where there is nothing to count. */
export const orZero = (expression: string): string => `${expression} or vector(0)`;

/**
 * Series that may be too many to draw: those ten that are the largest in all that is shown, so
 * that none comes and goes from one point to the next.
 *
 * @param points the series
 * @param size how large each is: something with the same labels
 */
const topTen = (points: string, size: string): string => `${points} and topk(10, ${size})`;

/** The ten that count most a second, summed by these labels. */
export const topRates = (by: string, counter: string): string =>
  topTen(sum(by, rate(counter)), sum(by, `rate(${counter}${WHOLE})`));

/** The ten that are highest on average, summed by these labels. */
export const topGauges = (by: string, gauge: string): string =>
  topTen(sum(by, gauge), sum(by, `avg_over_time(${gauge}${WHOLE})`));

/**
 * How full accept queues are, at their fullest between two points. A closed port has limit 0, and
 * where the limit is not known, it is absent.
 */
const fullness = (selector: string, range: string): string =>
  `max_over_time(porteiro_accept_queue_length{${selector}}${range})` +
  ` / (max_over_time(porteiro_accept_queue_limit{${selector}}${range}) > 0)`;

export const topFullness = (selector: string): string =>
  topTen(fullness(selector, STEP), fullness(selector, WHOLE));

export const fullest = (selector: string): string => `max(${fullness(selector, STEP)})`;

/** How long the connections lasted that were closed between two points; absent where none was. */
export const meanDuration = (by: string, selector: string): string => {
  const of = (part: string): string =>
    sum(by, rate(`porteiro_connection_duration_seconds_${part}{${selector}}`));
  return `${of('sum')} / (${of('count')} > 0)`;
};

export const listening = (selector: string): string =>
  `count(porteiro_listeners{${selector}, ${NO_CLIENTS}} > 0) or vector(0)`;

/** 1 while something listens on the port, 0 when it is closed; absent while the JVM is not there. */
export const isListening = (by: string, selector: string): string =>
  `max by (${by}) (porteiro_listeners{${selector}, ${NO_CLIENTS}} > bool 0)`;

export const reachable = (selector: string): string =>
  `count(porteiro_listener_info{${selector}, ${NO_CLIENTS}, exposure!~"${AT_HOME}"}) or vector(0)`;

/** On how many ports something is unexpected; absent without a policy. */
export const unexpected = (selector: string): string =>
  `sum(porteiro_port_unexpected{${selector}})`;

/** All that is known of each listener, with value 1. */
export const listeners = (selector: string): string => `porteiro_listener_info{${selector}}`;

/** Listeners, with the value that something has for their port. */
export const withPort = (some: string, ofPort: string): string =>
  `${some} * ignoring (${LISTENER}) group_left () ${ofPort}`;

/** The listeners of ports on which something is unexpected. */
export const unexpectedListeners = (selector: string): string =>
  withPort(listeners(selector), `(porteiro_port_unexpected{${selector}} == 1)`);

/** How many listeners of a port have which exposure; what port is in the label listener. */
export const exposures = (selector: string): string => {
  const counts = `count by (${PORT}, exposure) (porteiro_listener_info{${selector}})`;
  const number = `label_join(${counts}, "listener", "/", "protocol", "port")`;
  return `label_join(${number}, "listener", " ", "listener", "service")`;
};

/** JVMs that answered within the hour, and do not now. */
export const unreachable = (target: string): string =>
  `count(up{${target}} == 0 and on (job, instance)` +
  ` max_over_time(porteiro_build_info{${target}}[1h])) or vector(0)`;

/**
 * How many listeners of each kind there are. The kind leaves out what differs between two runs or
 * two releases of one program: instance, jar, and a port that the system chose.
 *
 * @param range what to look at, as [1h]
 */
const kinds = (selector: string, range: string): string => {
  const listeners = (ephemeral: string): string =>
    `max_over_time(porteiro_listener_info{${selector}, ephemeral="${ephemeral}"}${range})`;
  return (
    `(count by (job, ${PORT}, exposure, owner) (${listeners('false')}) or ` +
    `label_replace(count by (job, protocol, exposure, owner) (${listeners('true')}),` +
    ` "port", "ephemeral", "", ""))`
  );
};

/**
 * What listens now and did not this time yesterday, and what did within the day and does not any
 * more. An hour, and five minutes, are looked at rather than a moment, as a JVM that starts again
 * is not there for some time.
 */
export const changes = (selector: string): string => {
  const opened = `${kinds(selector, '[5m]')} unless ${kinds(selector, '[1h] offset 1d')}`;
  const closed = `${kinds(selector, '[1d]')} unless ${kinds(selector, '[5m]')}`;
  return (
    `label_replace(${opened}, "change", "opened", "", "")` +
    ` or label_replace(${closed}, "change", "closed", "", "")`
  );
};
