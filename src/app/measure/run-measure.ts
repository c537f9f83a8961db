import { parseArgs } from "node:util";

import { FILES, InputError, readLinkage } from "./linkage-files.ts";
import { measureMatching } from "./measure-matching.ts";
import type { Measured } from "./measure-matching.ts";

export const EXIT = { done: 0, unusable: 2 } as const;

const HELP = `Measures how well companies are told apart by their names, with the matching of the product.

  npm run measure:matching -- --data <folder> [--json] [--mistakes]

  --data      A folder with
${FILES}
  --json      One JSON object instead of a table.
  --mistakes  Also each pair of the even half that is decided otherwise than it is labelled. The odd
              half is held out: rules that were looked for on it would say nothing.

Pairs, decisions and candidates are the product's own; the index of names is held in memory instead
of the database. Exit code 0: measured; 2: what was given cannot be measured.`;

/** Measures what the arguments name and prints it. Returns the exit code. */
export function runMeasure(
  args: readonly string[],
  print: (text: string) => void,
  monotonic: () => number,
): number {
  const { data, json, mistakes, help } = readArguments(args);
  if (help === true) {
    print(HELP);
    return EXIT.done;
  }
  if (data === undefined) throw new InputError(`Say which folder.\n\n${HELP}`);
  const measured = measureMatching(readLinkage(data), monotonic);
  const { mistakes: made, ...figures } = measured;
  if (json === true) print(JSON.stringify(mistakes === true ? measured : figures));
  else print([...toLines(measured), ...(mistakes === true ? ["", ...made] : [])].join("\n"));
  return EXIT.done;
}

function readArguments(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        data: { type: "string" },
        json: { type: "boolean" },
        mistakes: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
    return values;
  } catch (error) {
    throw new InputError(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  }
}

function toLines({ distinctNames, pairs, retrieval, aliases, millis }: Measured): string[] {
  const figure = (value: number): string => value.toFixed(4).padStart(10);
  const row = (name: string, ...cells: string[]): string =>
    name.padEnd(26) + cells.map((cell) => cell.padStart(10)).join("");
  const halves = ["even", "odd", "all"] as const;
  return [
    `${distinctNames} distinct names. Even is the half that rules were looked for on, odd is held out.`,
    "",
    row("", ...halves),
    row("labelled pairs", ...halves.map((half) => String(pairs[half].pairs))),
    row("  precision of SAME", ...halves.map((half) => figure(pairs[half].precision))),
    row("  recall of SAME", ...halves.map((half) => figure(pairs[half].recall))),
    row("  F1", ...halves.map((half) => figure(pairs[half].f1))),
    row("names looked up", ...halves.map((half) => String(retrieval[half].queries))),
    row("  its company comes first", ...halves.map((half) => figure(retrieval[half].top1))),
    row("  among the candidates", ...halves.map((half) => figure(retrieval[half].found))),
    "",
    `Of ${aliases.pairs} pairs of aliases ${aliases.same} are SAME, ${aliases.possible} POSSIBLE.`,
    `${millis.perPair.toFixed(3)} ms per pair, ${millis.perQuery.toFixed(2)} ms per name looked up and compared.`,
  ];
}
