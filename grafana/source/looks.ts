import { type ValueMapping, MappingType, TableCellDisplayMode, ThresholdsMode } from '@grafana/schema';

/** Properties of a column, by Grafana's names for them. */
export type Look = Record<string, unknown>;

const FLEET = 'porteiro-fleet';
const JVM = 'porteiro-jvm';
const PORT = 'porteiro-port';

export const UIDS = { fleet: FLEET, jvm: JVM, port: PORT };

const PASSED_ON = '${datasource:queryparam}&${__url_time_range}';

/** The value of another column in the same row. */
const cell = (column: string): string => `\${__data.fields["${column}"]:percentencode}`;

/** Opens the port on a dashboard of its own. */
export const toPort: Look = {
  links: [
    {
      title: 'This port on every JVM',
      url: `/d/${PORT}?var-protocol=${cell('Protocol')}&var-port=${cell('Port')}&${PASSED_ON}`,
    },
  ],
};

/** Opens the JVM on a dashboard of its own. */
export const toJvm: Look = {
  links: [
    {
      title: 'All ports of this JVM',
      url: `/d/${JVM}?var-job=${cell('Job')}&var-instance=${cell('Instance')}&${PASSED_ON}`,
    },
  ],
};

export const narrow = (width: number): Look => ({ 'custom.width': width });

export const inUnit = (unit: string): Look => ({ unit });

const values = (options: Record<string, { text: string; color: string }>): ValueMapping[] => [
  {
    type: MappingType.ValueToText,
    options: Object.fromEntries(
      Object.entries(options).map(([value, result], index) => [value, { ...result, index }]),
    ),
  },
];

const coloured = (mappings: ValueMapping[]): Look => ({
  mappings,
  'custom.cellOptions': { type: TableCellDisplayMode.ColorText },
});

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

export const exposure: Look = coloured(
  values(
    Object.fromEntries(Object.entries(REACH).map(([name, color]) => [name, { text: name, color }])),
  ),
);

/** Columns of counts, each in the colour of an exposure. */
export const reaches: Record<string, Look> = Object.fromEntries(
  Object.entries(REACH).map(([name, color]) => [
    name,
    {
      thresholds: { mode: ThresholdsMode.Absolute, steps: [{ color, value: null }] },
      'custom.cellOptions': { type: TableCellDisplayMode.ColorBackground },
    },
  ]),
);

export const expectation: Look = coloured(
  values({ 0: { text: 'no', color: 'green' }, 1: { text: 'unexpected', color: 'red' } }),
);

export const change: Look = coloured(
  values({ opened: { text: 'opened', color: 'orange' }, closed: { text: 'closed', color: 'blue' } }),
);

export const openOrClosed = values({
  0: { text: 'closed', color: 'orange' },
  1: { text: 'listening', color: 'green' },
});

export const validOrNot = values({
  0: { text: 'invalid', color: 'red' },
  1: { text: 'valid', color: 'green' },
});
