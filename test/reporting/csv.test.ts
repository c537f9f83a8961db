import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";

import { csvOf } from "../../src/reporting/csv.ts";
import type { CsvColumn } from "../../src/reporting/csv.ts";

interface Line {
  readonly name: string;
  readonly amount: string;
}

const COLUMNS: readonly CsvColumn<Line>[] = [
  { name: "name", kind: "text", value: (line) => line.name },
  { name: "amount", kind: "number", value: (line) => line.amount },
];

const cellsOf = (lines: readonly Line[]): string[][] =>
  parse(csvOf(COLUMNS, lines, { header: false }), { record_delimiter: "\n" });

test("no text of a partner's runs as a formula in a spreadsheet", () => {
  const attacks = [
    "=HYPERLINK(1)",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\u0000=1",
    "＝1",
    "＋1",
  ];
  const cells = cellsOf(attacks.map((name) => ({ name, amount: "0.00" })));
  expect(cells.map(([name]) => name)).toEqual(attacks.map((attack) => `'${attack}`));
});

test("a negative amount stays a number", () => {
  expect(cellsOf([{ name: "Clawback", amount: "-16.67" }])).toEqual([["Clawback", "-16.67"]]);
});

test("whatever is written is read back the same, but for the guard", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (names) => {
      const read = cellsOf(names.map((name) => ({ name, amount: "1.00" })));
      expect(read.map(([name]) => name?.replace(/^'/, ""))).toEqual(
        names.map((name) => name.replace(/^'/, "")),
      );
    }),
  );
});

test("the header stands first and lines end as RFC 4180's machine profile has it", () => {
  expect(csvOf(COLUMNS, [{ name: 'A "B", C', amount: "1.00" }], { header: true })).toBe(
    'name,amount\n"A ""B"", C",1.00\n',
  );
});
