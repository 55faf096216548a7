/**
 * Writes the dashboards, or with --check says whether those that are there are what it would
 * write.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fleet } from './fleet.js';
import { jvm } from './jvm.js';
import { port } from './port.js';

const FOLDER = new URL('../../dashboards/', import.meta.url);

const check = process.argv.includes('--check');
for (const dashboard of [fleet, jvm, port]) {
  const file = new URL(`${dashboard.uid}.json`, FOLDER);
  const json = `${JSON.stringify(dashboard, null, 2)}\n`;
  if (!check) {
    writeFileSync(file, json);
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== json) {
    console.error(`${file.pathname} is not what is made here: npm run generate`);
    process.exitCode = 1;
  }
}
