import {
  type AnnotationQuery,
  type Dashboard,
  type DataQuery,
  type Panel,
  type RowPanel,
  DashboardCursorSync,
  defaultDashboard,
} from '@grafana/schema';
import type { AnyPiece } from './panels.js';
import { type Choice, DATASOURCE } from './variables.js';

/** Panels beside each other, of one height, which take up the whole width. */
export interface Line {
  height: number;
  pieces: AnyPiece[];
}

/** Lines with a title over them. */
export interface Section {
  title: string;
  lines: Line[];
}

export const line = (height: number, ...pieces: AnyPiece[]): Line => ({ height, pieces });

export const section = (title: string, ...lines: Line[]): Section => ({ title, lines });

const TAG = 'porteiro';
const WIDTH = 24;

/** Gives every panel its place and its number, from top to bottom. */
function layOut(sections: Section[]): (Panel | RowPanel)[] {
  const panels: (Panel | RowPanel)[] = [];
  let y = 0;
  for (const { title, lines } of sections) {
    const gridPos = { h: 1, w: WIDTH, x: 0, y };
    panels.push({ type: 'row', id: panels.length + 1, title, collapsed: false, panels: [], gridPos });
    y += gridPos.h;
    for (const { height, pieces } of lines) {
      let x = 0;
      for (const { width, options, fieldConfig, ...panel } of pieces) {
        panels.push({
          ...panel,
          id: panels.length + 1,
          gridPos: { h: height, w: width, x, y },
          options: { ...options },
          fieldConfig: {
            defaults: { ...fieldConfig.defaults, custom: { ...fieldConfig.defaults.custom } },
            overrides: fieldConfig.overrides,
          },
        });
        x += width;
      }
      if (x !== WIDTH) {
        throw new Error(`${pieces.map((piece) => piece.title).join(', ')}: ${x} of ${WIDTH} columns`);
      }
      y += height;
    }
  }
  return panels;
}

/** What the Prometheus data source knows of an annotation besides what every one has. */
interface PrometheusAnnotation extends AnnotationQuery<DataQuery & { expr: string }> {
  titleFormat: string;
  textFormat: string;
  tagKeys: string;
}

/** When Porteiro's alerts fired, where Prometheus has its rules. */
const alerts = ({ target }: Choice): PrometheusAnnotation => ({
  name: 'Porteiro’s alerts',
  datasource: DATASOURCE,
  enable: true,
  iconColor: 'red',
  target: {
    refId: 'Anno',
    expr: `ALERTS{alertname=~"Porteiro.+", alertstate="firing", ${target}}`,
  },
  titleFormat: '{{alertname}}',
  textFormat: '{{instance}} {{protocol}}/{{port}} {{owner}}',
  tagKeys: 'severity',
});

export function dashboard(spec: {
  uid: string;
  title: string;
  description: string;
  choice: Choice;
  from: string;
  sections: Section[];
}): Dashboard {
  const { uid, title, description, choice } = spec;
  return {
    uid,
    title,
    description,
    tags: [TAG],
    schemaVersion: defaultDashboard.schemaVersion,
    editable: true,
    graphTooltip: DashboardCursorSync.Crosshair,
    time: { from: spec.from, to: 'now' },
    refresh: '1m',
    links: [
      {
        type: 'dashboards',
        title: 'Porteiro',
        tooltip: 'Fleet, JVM, port',
        icon: 'external link',
        tags: [TAG],
        asDropdown: false,
        includeVars: true,
        keepTime: true,
        targetBlank: false,
      },
    ],
    templating: { list: choice.variables },
    annotations: { list: [alerts(choice)] },
    panels: layOut(spec.sections),
  };
}
