import { dashboard, line, section } from './dashboard.js';
import { EXPOSURES, UIDS } from './looks.js';
import { matrix, stat, table, timeseries } from './panels.js';
import {
  changes,
  exposures,
  fullest,
  listening,
  orZero,
  PORT,
  rate,
  reachable,
  sum,
  topFullness,
  topGauges,
  topRates,
  unexpected,
  unexpectedListeners,
  unreachable,
  withPort,
} from './queries.js';
import { fleet as choice } from './variables.js';

const { target, ports } = choice;
const LEGEND = '{{protocol}}/{{port}} {{service}}';
const LEGEND_OF_JVM = `${LEGEND} {{instance}}`;

export const fleet = dashboard({
  uid: UIDS.fleet,
  title: 'Porteiro: fleet',
  description: 'Every port that any JVM listens on, what is wrong with some, and what has changed.',
  choice,
  from: 'now-6h',
  sections: [
    section(
      'Now',
      line(
        4,
        stat({
          title: 'JVMs',
          description: 'JVMs whose agent answers.',
          width: 3,
          unit: 'none',
          queries: { JVMs: `count(porteiro_build_info{${target}})` },
          empty: 'none',
        }),
        stat({
          title: 'Out of reach',
          description: 'JVMs whose agent answered within the last hour and does not now.',
          width: 3,
          unit: 'none',
          queries: { JVMs: unreachable(target) },
          from: { orange: 1 },
        }),
        stat({
          title: 'Listening ports',
          description: 'Ports that something listens on, of all JVMs, without client sockets.',
          width: 3,
          unit: 'none',
          queries: { ports: listening(ports) },
        }),
        stat({
          title: 'Reachable',
          description:
            'Listeners on an address that other hosts may reach: any exposure but loopback and ' +
            'unix. A firewall may keep them out; the agent sees addresses, not paths.',
          width: 3,
          unit: 'none',
          queries: { listeners: reachable(ports) },
        }),
        stat({
          title: 'Unexpected ports',
          description:
            'Ports of which a listener is not expected by the policy in the agent’s configuration.',
          width: 3,
          unit: 'none',
          queries: { ports: unexpected(ports) },
          from: { red: 1 },
          empty: 'no policy',
        }),
        stat({
          title: 'Fullest accept queue',
          description:
            'How full the fullest of all accept queues is. At 80% Porteiro’s rules raise an alert; ' +
            'when one is full, clients wait for seconds and time out.',
          width: 3,
          unit: 'percentunit',
          queries: { full: fullest(ports) },
          from: { orange: 0.5, red: 0.8 },
          empty: 'not known',
        }),
        stat({
          title: 'Agents in trouble',
          description:
            'JVMs whose agent could not read all of its configuration, errors that agents swallowed ' +
            'since their JVM started, and ports beyond the cap, exported as other. No application ' +
            'is harmed by any of it.',
          width: 6,
          unit: 'none',
          queries: {
            'invalid configurations': orZero(`count(porteiro_config_valid{${target}} == 0)`),
            errors: `sum(porteiro_agent_errors_total{${target}})`,
            'folded ports': `sum(porteiro_ports_folded_total{${target}})`,
          },
          from: { orange: 1 },
        }),
      ),
    ),
    section(
      'Unexpected',
      line(
        7,
        table({
          title: 'Listeners on unexpected ports',
          description:
            'Who opened them, and how many connections they have accepted. A port counts as ' +
            'unexpected as a whole: of two listeners on it, one may be expected. Without an owner ' +
            'it was opened by native code, by another process, or before the agent came.',
          width: 24,
          labels: {
            protocol: 'Protocol',
            port: 'Port',
            service: 'Service',
            job: 'Job',
            instance: 'Instance',
            owner: 'Owner',
            artifact: 'Artifact',
            address: 'Address',
            exposure: 'Exposure',
          },
          queries: {
            '': unexpectedListeners(ports),
            Accepted: withPort(
              unexpectedListeners(ports),
              `porteiro_connections_accepted_total{${ports}}`,
            ),
          },
          sortBy: 'Port',
          empty: 'None, or no agent has a policy',
        }),
      ),
    ),
    section(
      'What listens',
      line(
        12,
        table({
          title: 'Ports and their services',
          description:
            'Each port with the service that it is registered for, which is no proof of what ' +
            'speaks there; how many JVMs listen on it, and what they have to do there together. ' +
            'Port ephemeral is all client sockets, other what is beyond the cap on ports.',
          width: 14,
          labels: { service: 'Service', protocol: 'Protocol', port: 'Port' },
          queries: {
            JVMs: sum(PORT, `porteiro_listeners{${ports}} > bool 0`),
            'Unexpected on': sum(PORT, `porteiro_port_unexpected{${ports}}`),
            Open: sum(PORT, `porteiro_connections_active{${ports}}`),
            'Accepted a second': sum(PORT, rate(`porteiro_connections_accepted_total{${ports}}`)),
            'Datagrams a second': sum(PORT, rate(`porteiro_datagrams_received_total{${ports}}`)),
          },
          sortBy: 'JVMs',
          descending: true,
        }),
        matrix({
          title: 'How far each port reaches',
          description:
            'Listeners by the exposure of their address: green for this host alone, yellow for a ' +
            'network of one’s own, orange for anybody.',
          width: 10,
          query: exposures(ports),
          row: 'listener',
          heading: 'Port and service',
          column: 'exposure',
          columns: EXPOSURES,
          sortBy: 'Port and service',
        }),
      ),
    ),
    section(
      'Traffic',
      line(
        9,
        timeseries({
          title: 'Connections accepted, the ten busiest ports',
          description: 'A second, over all JVMs. The ten with the most in all that is shown.',
          width: 12,
          unit: 'count:conn/s',
          queries: { [LEGEND]: topRates(PORT, `porteiro_connections_accepted_total{${ports}}`) },
        }),
        timeseries({
          title: 'Connections open, the ten ports with the most',
          description: 'Accepted and not closed, over all JVMs.',
          width: 12,
          unit: 'short',
          queries: { [LEGEND]: topGauges(PORT, `porteiro_connections_active{${ports}}`) },
        }),
      ),
      line(
        9,
        timeseries({
          title: 'Accept queues, the ten fullest',
          description:
            'How much of its accept queue waits, of each JVM’s port: connections that the kernel ' +
            'completed and the program has not accepted. Sampled at each scrape. (Linux)',
          width: 12,
          unit: 'percentunit',
          bad: 0.8,
          upTo: 1,
          queries: { [LEGEND_OF_JVM]: topFullness(ports) },
        }),
        timeseries({
          title: 'Datagrams dropped',
          description:
            'A second, by the kernel, as the socket’s buffer was full: lost, and nobody is told. ' +
            'The ten ports with the most. (Linux)',
          width: 12,
          unit: 'count:datagrams/s',
          queries: {
            [LEGEND_OF_JVM]: topRates(
              `job, instance, ${PORT}`,
              `porteiro_datagrams_dropped_total{${ports}}`,
            ),
          },
        }),
      ),
      line(
        8,
        timeseries({
          title: 'Failed binds and accepts',
          description:
            'A second, over all ports, by reason. in_use: another process has the port. policy: ' +
            'the agent refused it. too_many_files: the process is at its limit of descriptors.',
          width: 12,
          unit: 'count:failures/s',
          queries: {
            'bind: {{error}}': sum('error', rate(`porteiro_bind_failures_total{${ports}}`)),
            'accept: {{error}}': sum('error', rate(`porteiro_accept_errors_total{${ports}}`)),
          },
        }),
        timeseries({
          title: 'Unexpected listeners opened',
          description:
            'How many were opened since the JVMs started, those too that came and went between ' +
            'two scrapes. A step up is a new one; a line falls when a JVM starts again.',
          width: 12,
          unit: 'none',
          steps: true,
          queries: { [LEGEND]: `${sum(PORT, `porteiro_unexpected_binds_total{${ports}}`)} > 0` },
          empty: 'None, or no agent has a policy',
        }),
      ),
    ),
    section(
      'Changes of the last day',
      line(
        9,
        table({
          title: 'Opened and closed',
          description:
            'Opened: listens now, and did not in the hour that began 25 hours ago. Closed: did ' +
            'within the last day, and has not for five minutes. Told by job, port, exposure and ' +
            'owner, not by instance or jar, so that a new start or a new release of the same ' +
            'program changes nothing. Where Prometheus has no day of data yet, all is opened.',
          width: 24,
          labels: {
            change: 'Change',
            job: 'Job',
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
