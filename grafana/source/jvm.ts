import { dashboard, line, section } from './dashboard.js';
import { openOrClosed, UIDS, validOrNot } from './looks.js';
import { stat, table, timeline, timeseries } from './panels.js';
import {
  changes,
  isListening,
  listeners,
  listening,
  meanDuration,
  orZero,
  PORT,
  rate,
  sum,
  topFullness,
  unexpected,
  withPort,
} from './queries.js';
import { oneJvm as choice } from './variables.js';

const { target, ports } = choice;
const LEGEND = '{{protocol}}/{{port}} {{service}}';

/** What a metric says of each port, with the labels of its listeners. */
const ofPort = (series: string): string => withPort(listeners(ports), series);

export const jvm = dashboard({
  uid: UIDS.jvm,
  title: 'Porteiro: JVM',
  description: 'The ports of one JVM: who opened them, who comes in, what is lost.',
  choice,
  from: 'now-1h',
  sections: [
    section(
      'Now',
      line(
        4,
        stat({
          title: 'Agent and Java',
          description: 'Versions of Porteiro and of the Java that it runs in.',
          width: 5,
          unit: 'none',
          names: true,
          queries: { '{{version}} on Java {{java_version}}': `porteiro_build_info{${target}}` },
          empty: 'does not answer',
        }),
        stat({
          title: 'Listening ports',
          description: 'Ports that something listens on, without client sockets.',
          width: 3,
          unit: 'none',
          queries: { ports: listening(ports) },
        }),
        stat({
          title: 'Unexpected ports',
          description: 'Ports of which a listener is not expected by the policy.',
          width: 3,
          unit: 'none',
          queries: { ports: unexpected(ports) },
          from: { red: 1 },
          empty: 'no policy',
        }),
        stat({
          title: 'Open connections',
          description: 'Accepted and not closed.',
          width: 3,
          unit: 'short',
          queries: { open: orZero(`sum(porteiro_connections_active{${ports}})`) },
        }),
        stat({
          title: 'Accepted',
          description: 'Connections accepted a second.',
          width: 3,
          unit: 'count:conn/s',
          queries: { accepted: orZero(`sum(${rate(`porteiro_connections_accepted_total{${ports}}`)})`) },
        }),
        stat({
          title: 'Configuration',
          description:
            'Whether the agent read its configuration without an error. If not, the JVM’s stderr ' +
            'names the mistake; what is right holds.',
          width: 3,
          unit: 'none',
          queries: { configuration: `porteiro_config_valid{${target}}` },
          mappings: validOrNot,
          empty: 'does not answer',
        }),
        stat({
          title: 'Agent',
          description:
            'Errors of its own that the agent swallowed since the JVM started, after which figures ' +
            'may be incomplete, and ports beyond the cap, exported as other. The application is ' +
            'unharmed.',
          width: 4,
          unit: 'none',
          queries: {
            errors: `sum(porteiro_agent_errors_total{${target}})`,
            'folded ports': `sum(porteiro_ports_folded_total{${target}})`,
          },
          from: { orange: 1 },
          empty: 'does not answer',
        }),
      ),
    ),
    section(
      'Who listens',
      line(
        10,
        table({
          title: 'Listeners',
          description:
            'Every listening socket, who opened it and how far its address reaches. Known by hook: ' +
            'the agent saw the bind; by kernel: native code, another process, or before the agent. ' +
            'Figures are the port’s: two listeners on one have the same.',
          width: 24,
          labels: {
            protocol: 'Protocol',
            port: 'Port',
            service: 'Service',
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
          sortBy: 'Port',
        }),
      ),
      line(
        8,
        timeline({
          title: 'When what listened',
          description:
            'Each port, without client sockets: listening, closed, or nothing while the JVM or the ' +
            'agent was not there. A gap in all rows is a new start.',
          width: 24,
          queries: { [LEGEND]: isListening(PORT, ports) },
          mappings: openOrClosed,
        }),
      ),
    ),
    section(
      'Connections',
      line(
        9,
        timeseries({
          title: 'Accepted',
          description: 'Connections accepted a second.',
          width: 12,
          unit: 'count:conn/s',
          queries: { [LEGEND]: sum(PORT, rate(`porteiro_connections_accepted_total{${ports}}`)) },
          empty: 'No TCP or Unix-domain port',
        }),
        timeseries({
          title: 'Open',
          description: 'Connections accepted and not closed.',
          width: 12,
          unit: 'short',
          queries: { [LEGEND]: sum(PORT, `porteiro_connections_active{${ports}}`) },
          empty: 'No TCP or Unix-domain port',
        }),
      ),
      line(
        9,
        timeseries({
          title: 'How long they lasted',
          description:
            'Mean time from accept to close of the connections that were closed; nothing where none ' +
            'was.',
          width: 12,
          unit: 's',
          queries: { [LEGEND]: meanDuration(PORT, ports) },
          empty: 'No connection was closed',
        }),
        timeseries({
          title: 'Accept queues',
          description:
            'How much of its accept queue waits: connections that the kernel completed and the ' +
            'program has not accepted. When it is full, clients wait for seconds and time out. The ' +
            'ten fullest. (Linux)',
          width: 12,
          unit: 'percentunit',
          bad: 0.8,
          upTo: 1,
          queries: { [LEGEND]: topFullness(ports) },
          empty: 'No TCP port whose limit is known',
        }),
      ),
    ),
    section(
      'Datagrams',
      line(
        9,
        timeseries({
          title: 'Received and sent',
          description: 'Datagrams a second. Port ephemeral is all client sockets together.',
          width: 8,
          unit: 'count:datagrams/s',
          queries: {
            [`received ${LEGEND}`]: sum(PORT, rate(`porteiro_datagrams_received_total{${ports}}`)),
            [`sent ${LEGEND}`]: sum(PORT, rate(`porteiro_datagrams_sent_total{${ports}}`)),
          },
          empty: 'No UDP port',
        }),
        timeseries({
          title: 'Payload',
          description: 'Bytes a second in these datagrams.',
          width: 8,
          unit: 'Bps',
          queries: {
            [`received ${LEGEND}`]: sum(
              PORT,
              rate(`porteiro_datagram_received_bytes_total{${ports}}`),
            ),
            [`sent ${LEGEND}`]: sum(PORT, rate(`porteiro_datagram_sent_bytes_total{${ports}}`)),
          },
          empty: 'No UDP port',
        }),
        timeseries({
          title: 'Dropped',
          description:
            'Datagrams a second that the kernel dropped as the socket’s buffer was full. (Linux)',
          width: 8,
          unit: 'count:datagrams/s',
          queries: { [LEGEND]: sum(PORT, rate(`porteiro_datagrams_dropped_total{${ports}}`)) },
          empty: 'No UDP port',
        }),
      ),
    ),
    section(
      'Failures and changes',
      line(
        9,
        timeseries({
          title: 'Failed binds and accepts',
          description: 'A second. The dashboard of a port has the reasons.',
          width: 8,
          unit: 'count:failures/s',
          queries: {
            [`bind ${LEGEND}`]: sum(PORT, rate(`porteiro_bind_failures_total{${ports}}`)),
            [`accept ${LEGEND}`]: sum(PORT, rate(`porteiro_accept_errors_total{${ports}}`)),
          },
        }),
        table({
          title: 'Opened and closed within the last day',
          description:
            'Opened: listens now, and did not in the hour that began 25 hours ago. Closed: did ' +
            'within the last day, and has not for five minutes. A new start of the same program ' +
            'changes nothing. Where Prometheus has no day of data yet, all is opened.',
          width: 16,
          labels: {
            change: 'Change',
            protocol: 'Protocol',
            port: 'Port',
            service: 'Service',
            exposure: 'Exposure',
            owner: 'Owner',
          },
          queries: { Listeners: changes(ports) },
          sortBy: 'Change',
          empty: 'No changes',
        }),
      ),
    ),
  ],
});
