import { parseArgs } from "node:util";

import { ConfigError, readConfig } from "../../platform/config.ts";
import { FolderInUseError } from "../../platform/postgres/index.ts";
import { checkInvariants } from "../invariants/check-invariants.ts";
import type { Checked } from "../invariants/check-invariants.ts";
import { NoDatabase, openChecked } from "../invariants/open-checked.ts";

/**
 * Prints each promise of the data with the number of its faults, of the database that the
 * environment names, running or not. `--json`: one object. Exit code 1 where there is a fault, 2
 * where there is nothing to check.
 */
async function main(): Promise<number> {
  const { json } = parseArgs({ options: { json: { type: "boolean" } } }).values;
  const database = await openChecked(readConfig(process.env));
  try {
    const checked = await checkInvariants(database);
    const faulty = checked.filter(({ rows }) => rows !== null && rows > 0);
    console.log(json === true ? toJson(checked) : toLines(checked, faulty.length));
    return faulty.length === 0 ? 0 : 1;
  } finally {
    await database.close();
  }
}

function toJson(checked: readonly Checked[]): string {
  const ok = checked.every(({ rows }) => rows === null || rows === 0);
  return JSON.stringify({ ok, invariants: checked });
}

function toLines(checked: readonly Checked[], faulty: number): string {
  const width = Math.max(...checked.map(({ name }) => name.length));
  const lines = checked.flatMap(({ name, meaning, rows, examples }) => [
    `${verdictOf(rows)} ${String(rows ?? "-").padStart(6)}  ${name.padEnd(width)}  ${meaning}`,
    ...examples.map((example) => `                  ${JSON.stringify(example)}`),
  ]);
  const skipped = checked.filter(({ rows }) => rows === null).length;
  const verdict = faulty === 0 ? "None has a fault." : `${faulty} have faults.`;
  const untold = skipped === 0 ? "" : ` ${skipped} were not asked: no server is running.`;
  return [...lines, "", `${checked.length} invariants. ${verdict}${untold}`].join("\n");
}

function verdictOf(rows: number | null): string {
  if (rows === null) return "skipped";
  return rows === 0 ? "ok     " : "FAULT  ";
}

try {
  process.exitCode = await main();
} catch (error) {
  const isPlain =
    error instanceof NoDatabase ||
    error instanceof ConfigError ||
    error instanceof FolderInUseError;
  console.error(isPlain ? error.message : error);
  process.exitCode = 2;
}
