import {
  type ValueMapping,
  MappingType,
  TableCellDisplayMode,
  ThresholdsMode,
} from '@grafana/schema';

/** Properties of a column or of a line, by Grafana's names for them. */
export type Look = Record<string, unknown>;

const FLEET = 'porteiro-fleet';
const JVM = 'porteiro-jvm';
const PORT = 'porteiro-port';

export const UIDS = { fleet: FLEET, jvm: JVM, port: PORT };

const PASSED_ON = '${datasource:queryparam}&${__url_time_range}';

/** The value of another column in the same row. */
const cell = (column: string): string => `\${__data.fields["${column}"]:percentencode}`;

/** Opens the port on a dashboard of its own. */
const toPort: Look = {
  links: [
    {
      title: 'This port on every JVM',
      url: `/d/${PORT}?var-protocol=${cell('Protocol')}&var-port=${cell('Port')}&${PASSED_ON}`,
    },
  ],
};

/** Opens the JVM on a dashboard of its own. */
const toJvm: Look = {
  links: [
    {
      title: 'All ports of this JVM',
      url: `/d/${JVM}?var-job=${cell('Job')}&var-instance=${cell('Instance')}&${PASSED_ON}`,
    },
  ],
};

const wide = (width: number): Look => ({ 'custom.width': width });

const RATE: Look = { unit: 'count:/s', ...wide(100) };

const values = (options: Record<string, { text: string; color: string }>): ValueMapping[] => [
  {
    type: MappingType.ValueToText,
    options: Object.fromEntries(
      Object.entries(options).map(([value, result], index) => [value, { ...result, index }]),
    ),
  },
];

const COLOURED: Look = { 'custom.cellOptions': { type: TableCellDisplayMode.ColorText } };

/** From what stays at home to what everybody may reach. */
const REACH: Record<string, string> = {
  loopback: 'green',
  unix: 'green',
  link_local: 'yellow',
  private: 'yellow',
  public: 'orange',
  wildcard: 'orange',
};

export const EXPOSURES = Object.keys(REACH);

/** Columns by their heading, which looks the same in every table. Others share what is left. */
export const COLUMNS: Record<string, Look> = {
  Change: {
    mappings: values({
      opened: { text: 'opened', color: 'orange' },
      closed: { text: 'closed', color: 'blue' },
    }),
    ...COLOURED,
    ...wide(90),
  },
  Protocol: wide(80),
  Port: { ...toPort, ...wide(90) },
  Service: wide(100),
  Job: wide(140),
  Address: wide(110),
  Artifact: wide(180),
  Instance: { ...toJvm, ...wide(170) },
  Exposure: {
    mappings: values(
      Object.fromEntries(
        Object.entries(REACH).map(([name, color]) => [name, { text: name, color }]),
      ),
    ),
    ...COLOURED,
    ...wide(95),
  },
  'Known by': wide(85),
  Unexpected: {
    mappings: values({ 0: { text: 'no', color: 'green' }, 1: { text: 'yes', color: 'red' } }),
    ...COLOURED,
    ...wide(100),
  },
  'Unexpected on': {
    thresholds: {
      mode: ThresholdsMode.Absolute,
      steps: [
        { color: 'green', value: null },
        { color: 'red', value: 1 },
      ],
    },
    ...COLOURED,
    ...wide(130),
  },
  JVMs: wide(80),
  Open: wide(65),
  Accepted: wide(85),
  Waiting: wide(75),
  'May wait': wide(85),
  Datagrams: wide(100),
  'Accepted a second': RATE,
  'Datagrams a second': RATE,
  Listeners: wide(100),
  ...Object.fromEntries(
    Object.entries(REACH).map(([name, color]) => [
      name,
      {
        thresholds: { mode: ThresholdsMode.Absolute, steps: [{ color, value: null }] },
        'custom.cellOptions': { type: TableCellDisplayMode.ColorBackground },
      },
    ]),
  ),
};

/** Of a line that is no measurement. */
export const LIMIT: Look = {
  'custom.lineStyle': { fill: 'dash', dash: [10, 10] },
  'custom.fillOpacity': 0,
};

export const IN_BYTES: Look = { unit: 'bytes' };

export const openOrClosed = values({
  0: { text: 'closed', color: 'orange' },
  1: { text: 'listening', color: 'green' },
});

export const validOrNot = values({
  0: { text: 'invalid', color: 'red' },
  1: { text: 'valid', color: 'green' },
});
