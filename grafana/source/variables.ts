import {
  type DataSourceRef,
  type VariableModel,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/schema';

/** The data source of everything: whichever Prometheus the user picks. */
export const DATASOURCE: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };

export const datasource: VariableModel = {
  type: 'datasource',
  name: 'datasource',
  label: 'Data source',
  description: 'The Prometheus that scrapes the agents',
  query: 'prometheus',
  hide: VariableHide.dontHide,
  refresh: VariableRefresh.onDashboardLoad,
};

/**
 * A choice of a label's values.
 *
 * @param among the series that have them
 */
function values(
  label: string,
  title: string,
  description: string,
  among: string,
): VariableModel & { definition: string } {
  const query = `label_values(${among}, ${label})`;
  return {
    type: 'query',
    name: label,
    label: title,
    description,
    datasource: DATASOURCE,
    definition: query,
    // 1: the values of a label
    query: { qryType: 1, query, refId: 'PrometheusVariableQueryEditor-VariableQuery' },
    refresh: VariableRefresh.onTimeRangeChanged,
    sort: VariableSort.naturalAsc,
  };
}

/** Any number of the values. All of them is no list: it has the empty value too, and is short. */
function several(variable: VariableModel): VariableModel {
  return {
    ...variable,
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { text: 'All', value: '$__all' },
  };
}

const job = values('job', 'Job', 'The job that scrapes the JVMs', 'porteiro_build_info');

const instance = (target: string): VariableModel =>
  values('instance', 'Instance', 'The endpoint of a JVM’s agent', `porteiro_build_info{${target}}`);

const protocol = (target: string): VariableModel =>
  values('protocol', 'Protocol', 'tcp, udp or unix', `porteiro_listeners{${target}}`);

const service = (target: string): VariableModel =>
  values(
    'service',
    'Service',
    'What ports are registered for; ports without a name are among all',
    `porteiro_listeners{${target}}`,
  );

const port = (target: string): VariableModel =>
  values(
    'port',
    'Port',
    'A number, or the path of a Unix-domain socket',
    `porteiro_listeners{${target}}`,
  );

/** Variables that narrow each other down, and the selectors that they make. */
export interface Choice {
  variables: VariableModel[];
  /** Which JVMs. */
  target: string;
  /** Which ports of them. */
  ports: string;
}

const MANY_JVMS = 'job=~"$job", instance=~"$instance"';
const ONE_JVM = 'job="$job", instance="$instance"';
const MANY_PORTS = 'protocol=~"$protocol", service=~"$service", port=~"$port"';
const ONE_PORT = 'protocol="$protocol", service=~"$service", port="$port"';

const portsOf = (target: string): VariableModel[] => [
  several(protocol(target)),
  several(service(`${target}, protocol=~"$protocol"`)),
  several(port(`${target}, protocol=~"$protocol", service=~"$service"`)),
];

export const fleet: Choice = {
  variables: [
    datasource,
    several(job),
    several(instance('job=~"$job"')),
    ...portsOf(MANY_JVMS),
  ],
  target: MANY_JVMS,
  ports: `${MANY_JVMS}, ${MANY_PORTS}`,
};

export const oneJvm: Choice = {
  variables: [datasource, job, instance('job="$job"'), ...portsOf(ONE_JVM)],
  target: ONE_JVM,
  ports: `${ONE_JVM}, ${MANY_PORTS}`,
};

export const onePort: Choice = {
  variables: [
    datasource,
    several(job),
    several(instance('job=~"$job"')),
    protocol(MANY_JVMS),
    several(service(`${MANY_JVMS}, protocol="$protocol"`)),
    port(`${MANY_JVMS}, protocol="$protocol", service=~"$service"`),
  ],
  target: MANY_JVMS,
  ports: `${MANY_JVMS}, ${ONE_PORT}`,
};
