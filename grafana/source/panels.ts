import {
  type DataQuery,
  type FieldConfig,
  type GraphFieldConfig,
  type Panel,
  type TableFieldOptions,
  type Threshold,
  type ValueMapping,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  FieldColorModeId,
  GraphDrawStyle,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LineInterpolation,
  PercentChangeColorMode,
  SortOrder,
  TableCellDisplayMode,
  ThresholdsMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizOrientation,
} from '@grafana/schema';
import type { Options as StatOptions } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type {
  FieldConfig as TimelineFieldConfig,
  Options as TimelineOptions,
} from '@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen';
import type { Options as TableOptions } from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type { Options as TimeSeriesOptions } from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
import { type Look, COLUMNS } from './looks.js';
import { DATASOURCE } from './variables.js';

/** What every panel says of itself. */
interface Heading {
  title: string;
  /** What a user reads who wonders about a number. */
  description: string;
  /** Columns of the 24 that a dashboard has. */
  width: number;
  /** Said where there is nothing. */
  empty?: string;
}

/** A panel that is nowhere yet. */
export interface Piece<Options extends object, Custom extends object>
  extends Omit<Panel, 'options' | 'fieldConfig'> {
  width: number;
  options: Options;
  fieldConfig: {
    defaults: FieldConfig<Custom>;
    overrides: NonNullable<Panel['fieldConfig']>['overrides'];
  };
}

export type AnyPiece = Piece<object, object>;

/** A query in the words of Grafana's Prometheus data source. */
interface PrometheusQuery extends DataQuery {
  expr: string;
  legendFormat?: string;
  range: boolean;
  instant: boolean;
  format: 'time_series' | 'table';
  editorMode: 'code';
}

/** Expressions by the legend of what they give, in which labels stand in double braces. */
type Lines = Record<string, string>;

const REF_IDS = 'ABCDEFGHIJ';

function targets(
  queries: Lines,
  how: Pick<PrometheusQuery, 'range' | 'instant' | 'format'>,
): Record<string, unknown>[] {
  return Object.entries(queries).map(([legend, expr], i): Record<string, unknown> => {
    const query: PrometheusQuery = {
      refId: REF_IDS.charAt(i),
      datasource: DATASOURCE,
      editorMode: 'code',
      expr,
      ...how,
      ...(how.format === 'time_series' ? { legendFormat: legend } : {}),
    };
    return { ...query };
  });
}

const NOW = { range: false, instant: true, format: 'time_series' } as const;
const OVER_TIME = { range: true, instant: false, format: 'time_series' } as const;
const ROWS = { range: false, instant: true, format: 'table' } as const;

type Overrides = AnyPiece['fieldConfig']['overrides'];

const propertiesOf = (look: Look): Overrides[number]['properties'] =>
  Object.entries(look).map(([id, value]) => ({ id, value }));

/** As plain text below all thresholds: only what is wrong has a colour. */
function thresholds(colors: Record<string, number>): Threshold[] {
  return [
    { color: 'text', value: null },
    ...Object.entries(colors).map(([color, value]) => ({ color, value })),
  ];
}

const head = ({ title, description, width }: Heading) => ({
  title,
  description,
  width,
  datasource: DATASOURCE,
});

const noValue = ({ empty }: Heading) => (empty === undefined ? {} : { noValue: empty });

/** One number, or a few, as they are now. */
export function stat(
  spec: Heading & {
    unit: string;
    queries: Lines;
    /** From which value on it has which colour; without any it is a plain figure. */
    from?: Record<string, number>;
    mappings?: ValueMapping[];
    /** Whether the legend is what is to be read. */
    names?: boolean;
  },
): Piece<StatOptions, object> {
  const judged = spec.from !== undefined || spec.mappings !== undefined;
  return {
    ...head(spec),
    type: 'stat',
    targets: targets(spec.queries, NOW),
    fieldConfig: {
      defaults: {
        unit: spec.unit,
        ...noValue(spec),
        color: { mode: FieldColorModeId.Thresholds },
        thresholds: { mode: ThresholdsMode.Absolute, steps: thresholds(spec.from ?? {}) },
        mappings: spec.mappings ?? [],
      },
      overrides: [],
    },
    options: {
      colorMode: judged ? BigValueColorMode.Value : BigValueColorMode.None,
      graphMode: BigValueGraphMode.None,
      justifyMode: BigValueJustifyMode.Auto,
      orientation: VizOrientation.Auto,
      percentChangeColorMode: PercentChangeColorMode.Standard,
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      showPercentChange: false,
      textMode: spec.names
        ? BigValueTextMode.Name
        : Object.keys(spec.queries).length > 1
          ? BigValueTextMode.ValueAndName
          : BigValueTextMode.Value,
      wideLayout: true,
    },
  };
}

/** Lines over time. */
export function timeseries(
  spec: Heading & {
    unit: string;
    queries: Lines;
    /** From which value on it is bad, drawn as a line. */
    bad?: number;
    /** How far the axis reaches at least. */
    upTo?: number;
    /** Whether values stay until the next one, as those of a counter do. */
    steps?: boolean;
    /** What is different about some lines: those whose legend matches, as /REGEXP/. */
    looks?: Record<string, Look>;
  },
): Piece<TimeSeriesOptions, GraphFieldConfig> {
  return {
    ...head(spec),
    type: 'timeseries',
    targets: targets(spec.queries, OVER_TIME),
    fieldConfig: {
      defaults: {
        unit: spec.unit,
        ...noValue(spec),
        min: 0,
        color: { mode: FieldColorModeId.PaletteClassic },
        thresholds: {
          mode: ThresholdsMode.Absolute,
          steps: thresholds(spec.bad === undefined ? {} : { red: spec.bad }),
        },
        custom: {
          drawStyle: GraphDrawStyle.Line,
          lineInterpolation: spec.steps ? LineInterpolation.StepAfter : LineInterpolation.Linear,
          lineWidth: 1,
          fillOpacity: 10,
          showPoints: VisibilityMode.Never,
          spanNulls: false,
          // where all is 0, Grafana's own choice of 100 would say that there could be so much
          axisSoftMax: spec.upTo ?? 0.1,
          thresholdsStyle: {
            mode:
              spec.bad === undefined ? GraphThresholdsStyleMode.Off : GraphThresholdsStyleMode.Dashed,
          },
        },
      },
      overrides: Object.entries(spec.looks ?? {}).map(([legend, look]) => ({
        matcher: { id: 'byRegexp', options: legend },
        properties: propertiesOf(look),
      })),
    },
    options: {
      legend: {
        displayMode: LegendDisplayMode.Table,
        placement: 'bottom',
        showLegend: true,
        calcs: ['lastNotNull', 'max'],
        sortBy: 'Max',
        sortDesc: true,
      },
      tooltip: { mode: TooltipDisplayMode.Multi, sort: SortOrder.Descending },
    },
  };
}

/** What was in which state when: a row for each series. */
export function timeline(
  spec: Heading & { queries: Lines; mappings: ValueMapping[] },
): Piece<TimelineOptions, TimelineFieldConfig> {
  return {
    ...head(spec),
    type: 'state-timeline',
    targets: targets(spec.queries, OVER_TIME),
    fieldConfig: {
      defaults: {
        unit: 'none',
        ...noValue(spec),
        color: { mode: FieldColorModeId.Thresholds },
        thresholds: { mode: ThresholdsMode.Absolute, steps: thresholds({}) },
        mappings: spec.mappings,
        custom: { fillOpacity: 70, lineWidth: 0 },
      },
      overrides: [],
    },
    options: {
      alignValue: 'left',
      legend: {
        displayMode: LegendDisplayMode.List,
        placement: 'bottom',
        showLegend: false,
        calcs: [],
      },
      mergeValues: true,
      rowHeight: 0.85,
      showValue: VisibilityMode.Never,
      tooltip: { mode: TooltipDisplayMode.Single, sort: SortOrder.None },
    },
  };
}

function lookOf(heading: string): Overrides {
  const look = COLUMNS[heading];
  return look === undefined
    ? []
    : [{ matcher: { id: 'byName', options: heading }, properties: propertiesOf(look) }];
}

/** How a table's cells are unless a column has a look of its own. */
const CELL: TableFieldOptions = {
  align: 'auto',
  cellOptions: { type: TableCellDisplayMode.Auto },
  inspect: false,
  filterable: true,
};

/** What holds for every cell, as Grafana would have it otherwise. */
const CELLS: Overrides = [
  {
    // a port is no quantity: 8080, not 8.08 K
    matcher: { id: 'byType', options: 'string' },
    properties: [{ id: 'unit', value: 'string' }],
  },
  {
    // what is said of an empty table is not to be said in each empty cell
    matcher: { id: 'byRegexp', options: '.*' },
    properties: [{ id: 'noValue', value: '' }],
  },
];

interface Rows extends Heading {
  sortBy: string;
  descending?: boolean;
}

function rows(
  spec: Rows,
  headings: string[],
  queries: Lines,
  transformations: NonNullable<Panel['transformations']>,
): Piece<TableOptions, TableFieldOptions> {
  return {
    ...head(spec),
    type: 'table',
    targets: targets(queries, ROWS),
    transformations,
    fieldConfig: {
      defaults: {
        unit: 'short',
        ...noValue(spec),
        color: { mode: FieldColorModeId.Thresholds },
        thresholds: { mode: ThresholdsMode.Absolute, steps: thresholds({}) },
        custom: { ...CELL },
      },
      overrides: [
        ...CELLS,
        ...[...new Set(headings)].flatMap(lookOf),
      ],
    },
    options: {
      frameIndex: 0,
      showHeader: true,
      sortBy: [{ displayName: spec.sortBy, desc: spec.descending ?? false }],
    },
  };
}

/**
 * A row for each combination of labels, with what each query says of it.
 *
 * @param spec labels, and queries by their values' heading: the columns, in this order. A value
 *     without a heading (an empty one) is not shown. All queries have the same labels.
 */
export function table(
  spec: Rows & { labels: Record<string, string>; queries: Lines },
): Piece<TableOptions, TableFieldOptions> {
  const headings: Record<string, string> = { ...spec.labels };
  Object.keys(spec.queries).forEach((heading, i) => {
    if (heading !== '') {
      headings[`Value #${REF_IDS.charAt(i)}`] = heading;
      if (i === 0) {
        // what it is called when nothing else was answered
        headings['Value'] = heading;
      }
    }
  });
  const names = Object.keys(headings);
  return rows(spec, Object.values(headings), spec.queries, [
    { id: 'merge', options: {} },
    { id: 'filterFieldsByName', options: { include: { names } } },
    {
      id: 'organize',
      options: {
        excludeByName: {},
        indexByName: Object.fromEntries(names.map((name, i) => [name, i])),
        renameByName: headings,
      },
    },
  ]);
}

/**
 * A row for each value of one label, a column for each of another.
 *
 * @param spec the query has these two labels alone; columns stand in this order
 */
export function matrix(
  spec: Rows & { query: string; row: string; heading: string; column: string; columns: string[] },
): Piece<TableOptions, TableFieldOptions> {
  const corner = `${spec.row}\\${spec.column}`;
  const names = [corner, ...spec.columns];
  return rows(spec, [spec.heading, ...spec.columns], { Value: spec.query }, [
    {
      id: 'groupingToMatrix',
      options: {
        rowField: spec.row,
        columnField: spec.column,
        valueField: 'Value',
        emptyValue: 'null',
      },
    },
    {
      id: 'organize',
      options: {
        excludeByName: {},
        indexByName: Object.fromEntries(names.map((name, i) => [name, i])),
        renameByName: { [corner]: spec.heading },
      },
    },
  ]);
}
