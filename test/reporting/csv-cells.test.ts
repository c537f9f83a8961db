import fc from "fast-check";
import { expect, test } from "vitest";

import { idOf, PREFIXES } from "../../src/kernel/index.ts";
import type { Prefix } from "../../src/kernel/index.ts";
import { CsvCells } from "../../src/reporting/csv-cells.ts";
import { csvOf } from "../../src/reporting/csv.ts";
import type { CsvColumn } from "../../src/reporting/csv.ts";

interface Line {
  readonly id: string;
  readonly name: string;
  readonly amount: string;
  readonly place: string;
}

const COLUMNS = (prefix: Prefix): readonly CsvColumn<Line>[] => [
  { name: "id", kind: "text", value: (line) => idOf(prefix, line.id) },
  { name: "name", kind: "text", value: (line) => line.name },
  { name: "amount", kind: "number", value: (line) => line.amount },
  { name: "place", kind: "text", value: (line) => line.place },
];

/** As COPY writes a cell. */
function copied(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Gives a file in chunks cut at these places, and joins what comes back. */
function written(prefix: Prefix, file: Buffer, cuts: readonly number[]): string {
  return inParts(new CsvCells([{ id: prefix }, "text", "plain", "text"]), file, cuts);
}

function inParts(cells: CsvCells, file: Buffer, cuts: readonly number[]): string {
  const places = [0, ...cuts.map((cut) => cut % (file.length + 1)), file.length];
  places.sort((left, right) => left - right);
  const parts = places
    .slice(1)
    .map((end, index) => Buffer.from(cells.write(file.subarray(places[index], end))));
  cells.end();
  return Buffer.concat(parts).toString();
}

const STRANGE = [
  "=",
  "+",
  "-",
  "@",
  "＝",
  "'",
  '"',
  ",",
  "\n",
  "\r",
  "\t",
  " ",
  "\u00a0",
  "\u0085",
];
const wellFormed = fc
  .string({ unit: fc.oneof(fc.constantFrom(...STRANGE), fc.string()) })
  .map((text) => text.toWellFormed());

test("a file of the database's is the same as one made of its rows, wherever its chunks are cut", () => {
  const line = fc.record({
    id: fc.uuid(),
    name: wellFormed,
    amount: fc.constantFrom("-16.67", "200.00", ""),
    place: wellFormed,
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...(Object.keys(PREFIXES) as Prefix[])),
      fc.array(line, { maxLength: 5 }),
      fc.array(fc.nat(), { maxLength: 6 }),
      (prefix, lines, cuts) => {
        const file = lines.map(({ id, name, amount, place }) =>
          [id, copied(name), amount, copied(place)].join(","),
        );
        expect(written(prefix, Buffer.from(file.map((row) => `${row}\n`).join("")), cuts)).toBe(
          csvOf(COLUMNS(prefix), lines, { header: false }),
        );
      },
    ),
    { numRuns: 500 },
  );
});

test("a file that ends within a row is no file", () => {
  const cells = new CsvCells(["plain", "text"]);
  expect(cells.write(Buffer.from('1,a\n2,"b'))).toEqual(Buffer.from("1,a\n"));
  expect(() => cells.end()).toThrow("ended within a row");
});

test("what is no uuid is not written as an id", () => {
  const cells = new CsvCells([{ id: "lead" }]);
  const none = "0197000g-0000-7000-8000-000000000001\n";
  expect(() => cells.write(Buffer.from(none))).toThrow("should be a uuid");
});

/** As COPY writes an instant of UTC: without the zeros at its end. */
const copiedInstant = (at: Date): string =>
  at
    .toISOString()
    .replace("T", " ")
    .replace(/\.?0*Z$/, "+00");

const decimalOf = (minor: bigint, decimals: number): string => {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  const sign = minor < 0n ? "-" : "";
  return sign + digits.slice(0, point) + (decimals === 0 ? "" : `.${digits.slice(point)}`);
};

test("money has the decimals of its row, and instants those of a millisecond, wherever chunks are cut", () => {
  const line = fc.record({
    exponent: fc.integer({ min: 0, max: 9 }),
    minor: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
    ppm: fc.bigInt({ min: 0n, max: 1_000_000n }),
    at: fc.option(
      fc.date({ min: new Date("1970-01-01"), max: new Date("9999-12-31"), noInvalidDate: true }),
    ),
  });
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 5 }),
      fc.array(fc.nat(), { maxLength: 8 }),
      (lines, cuts) => {
        const file = lines
          .map(({ exponent, minor, ppm, at }) =>
            [exponent, minor ?? "", ppm, at === null ? "" : copiedInstant(at)].join(","),
          )
          .map((row) => `${row}\n`)
          .join("");
        const expected = lines
          .map(({ exponent, minor, ppm, at }) =>
            [
              minor === null ? "" : decimalOf(minor, exponent),
              decimalOf(ppm, 4),
              at === null ? "" : at.toISOString(),
            ].join(","),
          )
          .map((row) => `${row}\n`)
          .join("");
        const cells = new CsvCells(["exponent", "money", { decimals: 4 }, "instant"]);
        expect(inParts(cells, Buffer.from(file), cuts)).toBe(expected);
      },
    ),
    { numRuns: 1_000 },
  );
});

test.each([
  ["exponent", "x,"],
  ["exponent", ",1,"],
  [{ decimals: 2 }, "1.5,"],
  [{ decimals: 2 }, "-,"],
  [{ decimals: 2 }, "1e3,"],
  ["instant", "2026-11-25 09:30:00+01,"],
  ["instant", "infinity,"],
  ["instant", "2026-11-25T09:30:00+00,"],
] as const)("a cell of the kind %j that holds %j ends the file", (kind, cell) => {
  expect(() => new CsvCells([kind]).write(Buffer.from(cell))).toThrow("should be");
});
