import { parseArgs } from "node:util";

import { readConfig } from "../../platform/config.ts";
import type { Environment } from "../../platform/config.ts";

import { checkInvariants } from "./check-invariants.ts";
import type { Checked } from "./check-invariants.ts";
import { openChecked } from "./open-checked.ts";

export const EXIT = { sound: 0, faulty: 1, unusable: 2 } as const;

const HELP = `npm run invariants [-- --json]

Asks the database that the environment names (DATABASE_URL, else the embedded one of DATA_DIR) for
whatever breaks a promise of the data, and writes nothing. A line per promise, with its faults.

  --json   one object: { ok, invariants: [{ name, meaning, rows, examples }] }

Ends with ${EXIT.sound} where every promise is kept, ${EXIT.faulty} where one is not, ${EXIT.unusable} where none can be checked.`;

/** An argument that the command does not know. */
export class UnknownArgument extends Error {}

/**
 * Checks the database that the environment names and prints each promise with the number of its
 * faults, or with `--json` one object. Returns the exit code; throws where nothing can be checked.
 */
export async function runCheck(
  args: readonly string[],
  environment: Environment,
  print: (text: string) => void,
): Promise<number> {
  const { json, help } = readArguments(args);
  if (help === true) {
    print(HELP);
    return EXIT.sound;
  }
  const database = await openChecked(readConfig(environment));
  try {
    const checked = await checkInvariants(database);
    print(json === true ? toJson(checked) : toLines(checked));
    return faultyOf(checked).length === 0 ? EXIT.sound : EXIT.faulty;
  } finally {
    await database.close();
  }
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { json: { type: "boolean" }, help: { type: "boolean", short: "h" } },
    }).values;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new UnknownArgument(`${words}\nnpm run invariants -- --help says more.`, {
      cause: error,
    });
  }
}

const faultyOf = (checked: readonly Checked[]): readonly Checked[] =>
  checked.filter(({ rows }) => rows !== null && rows > 0);

function toJson(checked: readonly Checked[]): string {
  return JSON.stringify({ ok: faultyOf(checked).length === 0, invariants: checked });
}

function toLines(checked: readonly Checked[]): string {
  const width = Math.max(...checked.map(({ name }) => name.length));
  const lines = checked.flatMap(({ name, meaning, rows, examples }) => [
    `${verdictOf(rows)} ${String(rows ?? "-").padStart(6)}  ${name.padEnd(width)}  ${meaning}`,
    ...examples.map((example) => `                ${JSON.stringify(example)}`),
  ]);
  const faulty = faultyOf(checked).length;
  const skipped = checked.filter(({ rows }) => rows === null).length;
  const verdict = faulty === 0 ? "None has a fault." : `With a fault: ${faulty}.`;
  const unasked = skipped === 0 ? "" : ` Not asked, since no server is running: ${skipped}.`;
  return [...lines, "", `${checked.length} invariants. ${verdict}${unasked}`].join("\n");
}

function verdictOf(rows: number | null): string {
  if (rows === null) return "skipped";
  return rows === 0 ? "ok     " : "FAULT  ";
}
