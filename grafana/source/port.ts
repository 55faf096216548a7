import { dashboard, line, section } from './dashboard.js';
import { IN_BYTES, LIMIT, openOrClosed, UIDS } from './looks.js';
import { stat, table, timeline, timeseries } from './panels.js';
import {
  isListening,
  listeners,
  meanDuration,
  orZero,
  rate,
  reachable,
  sum,
  topGauges,
  topRates,
  unexpected,
  withPort,
} from './queries.js';
import { onePort as choice } from './variables.js';

const { ports } = choice;
const JVM = 'job, instance';
const LEGEND = '{{instance}}';

/** What a metric says of the port, with the labels of its listeners. */
const ofPort = (series: string): string => withPort(listeners(ports), series);

export const port = dashboard({
  uid: UIDS.port,
  title: 'Porteiro: port',
  description: 'One port on every JVM that has it.',
  choice,
  from: 'now-1h',
  sections: [
    section(
      '$protocol/$port',
      line(
        4,
        stat({
          title: 'Registered for',
          description:
            'The service that the port is registered for, or that the agents’ configuration names: ' +
            'no proof of what speaks there.',
          width: 6,
          unit: 'none',
          names: true,
          queries: {
            '{{service}}': `label_replace(max by (service) (porteiro_listeners{${ports}}), "service", "no service", "service", "")`,
          },
        }),
        stat({
          title: 'JVMs that listen',
          description: 'JVMs where something listens on the port.',
          width: 3,
          unit: 'none',
          queries: { JVMs: orZero(`count(porteiro_listeners{${ports}} > 0)`) },
        }),
        stat({
          title: 'Reachable',
          description: 'Listeners on an address that other hosts may reach.',
          width: 3,
          unit: 'none',
          queries: { listeners: reachable(ports) },
        }),
        stat({
          title: 'Unexpected on',
          description: 'JVMs where a listener on the port is not expected by the policy.',
          width: 3,
          unit: 'none',
          queries: { JVMs: unexpected(ports) },
          from: { red: 1 },
          empty: 'no policy',
        }),
        stat({
          title: 'Open connections',
          description: 'Accepted and not closed, over all JVMs.',
          width: 3,
          unit: 'short',
          queries: { open: `sum(porteiro_connections_active{${ports}})` },
          empty: 'no connections',
        }),
        stat({
          title: 'What comes in',
          description: 'Connections accepted, or datagrams received, a second over all JVMs.',
          width: 6,
          unit: 'count:/s',
          queries: {
            connections: `sum(${rate(`porteiro_connections_accepted_total{${ports}}`)})`,
            datagrams: `sum(${rate(`porteiro_datagrams_received_total{${ports}}`)})`,
          },
        }),
      ),
    ),
    section(
      'Who listens',
      line(
        9,
        table({
          title: 'Listeners',
          description:
            'Every socket that listens on the port, who opened it and how far its address reaches. ' +
            'Figures are those of the JVM’s port.',
          width: 24,
          labels: {
            job: 'Job',
            instance: 'Instance',
            address: 'Address',
            exposure: 'Exposure',
            owner: 'Owner',
            artifact: 'Artifact',
            known_by: 'Known by',
          },
          queries: {
            '': listeners(ports),
            Unexpected: ofPort(`porteiro_port_unexpected{${ports}}`),
            Open: ofPort(`porteiro_connections_active{${ports}}`),
            Accepted: ofPort(`porteiro_connections_accepted_total{${ports}}`),
            Waiting: ofPort(`porteiro_accept_queue_length{${ports}}`),
            'May wait': ofPort(`porteiro_accept_queue_limit{${ports}}`),
            Datagrams: ofPort(`porteiro_datagrams_received_total{${ports}}`),
          },
          sortBy: 'Instance',
          empty: 'Nobody listens',
        }),
      ),
      line(
        7,
        timeline({
          title: 'When who listened',
          description: 'Each JVM: listening, closed, or nothing while the JVM was not there.',
          width: 24,
          queries: { [LEGEND]: isListening(JVM, ports) },
          mappings: openOrClosed,
          empty: 'Client sockets listen to nobody',
        }),
      ),
    ),
    section(
      'What comes and goes',
      line(
        9,
        timeseries({
          title: 'Comes in',
          description:
            'Connections accepted, or datagrams received, a second: the ten JVMs with the most.',
          width: 8,
          unit: 'count:/s',
          queries: {
            [`connections ${LEGEND}`]: topRates(
              JVM,
              `porteiro_connections_accepted_total{${ports}}`,
            ),
            [`datagrams ${LEGEND}`]: topRates(JVM, `porteiro_datagrams_received_total{${ports}}`),
          },
        }),
        timeseries({
          title: 'Goes out',
          description:
            'Connections closed by the JVM, or datagrams sent, a second: the ten JVMs with the ' +
            'most. When fewer are closed than accepted, for long, they pile up.',
          width: 8,
          unit: 'count:/s',
          queries: {
            [`connections ${LEGEND}`]: topRates(JVM, `porteiro_connections_closed_total{${ports}}`),
            [`datagrams ${LEGEND}`]: topRates(JVM, `porteiro_datagrams_sent_total{${ports}}`),
          },
        }),
        timeseries({
          title: 'Waits',
          description:
            'Connections that the kernel completed and the program has not accepted, with how many ' +
            'may wait on the JVM where fewest may; or what of the socket’s receive buffer is taken. ' +
            'The ten JVMs with the most. (Linux)',
          width: 8,
          unit: 'short',
          looks: { '/^may wait$/': LIMIT, '/^bytes /': IN_BYTES },
          queries: {
            [`connections ${LEGEND}`]: topGauges(JVM, `porteiro_accept_queue_length{${ports}}`),
            'may wait': `min(porteiro_accept_queue_limit{${ports}} > 0)`,
            [`bytes ${LEGEND}`]: topGauges(JVM, `porteiro_datagram_receive_queue_bytes{${ports}}`),
          },
        }),
      ),
      line(
        9,
        timeseries({
          title: 'Open connections',
          description: 'Accepted and not closed: the ten JVMs with the most.',
          width: 6,
          unit: 'short',
          queries: { [LEGEND]: topGauges(JVM, `porteiro_connections_active{${ports}}`) },
          empty: 'No connections: not a TCP or Unix-domain port',
        }),
        timeseries({
          title: 'How long they lasted',
          description:
            'Time from accept to close of the connections that were closed, over all JVMs. ' +
            'Quantiles are there where the agent is told histogram=on.',
          width: 6,
          unit: 's',
          queries: {
            mean: meanDuration('protocol', ports),
            'half below': quantile(0.5),
            '95% below': quantile(0.95),
          },
          empty: 'No connection was closed',
        }),
        timeseries({
          title: 'Payload of datagrams',
          description: 'Bytes a second: the ten JVMs with the most.',
          width: 6,
          unit: 'Bps',
          queries: {
            [`received ${LEGEND}`]: topRates(
              JVM,
              `porteiro_datagram_received_bytes_total{${ports}}`,
            ),
            [`sent ${LEGEND}`]: topRates(JVM, `porteiro_datagram_sent_bytes_total{${ports}}`),
          },
          empty: 'No datagrams: not a UDP port',
        }),
        timeseries({
          title: 'Fails or is lost',
          description:
            'A second, over all JVMs: binds and accepts that failed, by reason, and datagrams that ' +
            'the kernel dropped as the socket’s buffer was full. in_use: another process has the ' +
            'port. denied: below 1024 without the right to it. policy: the agent refused it. ' +
            'too_many_files: the process is at its limit of descriptors.',
          width: 6,
          unit: 'count:/s',
          queries: {
            'bind: {{error}}': sum('error', rate(`porteiro_bind_failures_total{${ports}}`)),
            'accept: {{error}}': sum('error', rate(`porteiro_accept_errors_total{${ports}}`)),
            'datagrams dropped': sum(
              'protocol',
              rate(`porteiro_datagrams_dropped_total{${ports}}`),
            ),
          },
        }),
      ),
    ),
  ],
});

/** Absent, not NaN, where no connection was closed. */
function quantile(q: number): string {
  const buckets = rate(`porteiro_connection_duration_seconds_bucket{${ports}}`);
  return `histogram_quantile(${q}, ${sum('le', buckets)}) >= 0`;
}
