import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { rowOf, writtenColumns } from "../../src/exports/domain/cells.ts";
import type { Column, Row } from "../../src/exports/domain/cells.ts";
import { copiedRows } from "../../src/exports/files/copied-rows.ts";
import { FORMAT_WRITERS } from "../../src/exports/files/format-writers.ts";

import { unzipped } from "./unzipped.ts";

const COLUMNS: readonly Column[] = [
  { name: "", kind: "exponent" },
  { name: "name", kind: "text" },
  { name: "amount", kind: "money" },
  { name: "minor", kind: "integer" },
  { name: "on", kind: "date" },
  { name: "at", kind: "instant" },
  { name: "id", kind: { id: "prt" } },
  { name: "share", kind: { decimals: 4 } },
];
const UUID = "01970000-0000-7000-8000-00000000000a";
const given = (name: string | null, minor: string, exponent = "2"): Row => [
  ...[exponent, name, minor, minor, "2026-11-25", "2026-11-25 09:30:00.5+00", UUID, "333333"],
];

async function* batch<Item>(...items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

async function written(format: keyof typeof FORMAT_WRITERS, rows: readonly Row[]) {
  const made = FORMAT_WRITERS[format](
    writtenColumns(COLUMNS),
    batch(rows.map((row) => rowOf(COLUMNS, row))),
  );
  const parts: Buffer[] = [];
  for await (const part of made) parts.push(part);
  return Buffer.concat(parts);
}

describe("cells", () => {
  test.each([
    ["5", "2", "0.05"],
    ["-5", "2", "-0.05"],
    ["-12345", "2", "-123.45"],
    ["1001", "0", "1001"],
    ["10005", "3", "10.005"],
    ["0", "2", "0.00"],
    ["9223372036854775807", "2", "92233720368547758.07"],
  ])("%s of a currency with %s decimals is %s", (minor, exponent, amount) => {
    const [, told] = rowOf(COLUMNS, given("x", minor, exponent));
    expect(told).toBe(amount);
  });

  test("are written as they are meant: instants in UTC, ids by their kind, parts as percents", () => {
    const row = rowOf(COLUMNS, given("x", "1"));
    expect(row.slice(3)).toEqual([
      ...["2026-11-25", "2026-11-25T09:30:00.500Z"],
      ...[expect.stringMatching(/^prt_/), "33.3333"],
    ]);
  });

  test("come out of the database's file the same, wherever its parts end", async () => {
    const text = 'a,,"","x ""y"", z","line\none"\n1,2,3,4,ü€\n';
    const rows = [
      ["a", null, "", 'x "y", z', "line\none"],
      ["1", "2", "3", "4", "ü€"],
    ];
    const bytes = Buffer.from(text);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const read: Row[] = [];
      for await (const some of copiedRows(batch(bytes.subarray(0, cut), bytes.subarray(cut))))
        read.push(...some);
      expect(read).toEqual(rows);
    }
    const broken = async () => {
      for await (const some of copiedRows(batch(Buffer.from("a,b\n1,")))) expect(some).toBeTruthy();
    };
    await expect(broken()).rejects.toThrow("ended within a row");
  });
});

describe("CSV", () => {
  test("whatever is written is read back the same by another's parser, but for the guard", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: "binary", minLength: 1 }), { minLength: 1, maxLength: 20 }),
        fc.constantFrom("CSV" as const, "CSV_EXCEL" as const),
        async (names, format) => {
          const bytes = await written(
            format,
            names.map((name) => given(name, "-1667")),
          );
          const delimiter = format === "CSV" ? "\n" : "\r\n";
          const [header, ...rows]: string[][] = parse(bytes, {
            record_delimiter: delimiter,
            bom: true,
          });
          expect(header?.[0]).toBe("name");
          expect(rows.map(([name]) => name?.replace(/^'/, ""))).toEqual(
            names.map((name) => Buffer.from(name).toString().replace(/^'/, "")),
          );
          expect(new Set(rows.map(([, amount]) => amount))).toEqual(new Set(["-16.67"]));
        },
      ),
      { numRuns: 50 },
    );
  });

  test.each(["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])(
    "%j is no formula, and a negative amount stays a number",
    async (attack) => {
      const rows: string[][] = parse(await written("CSV", [given(attack, "-5")]), {
        record_delimiter: "\n",
      });
      expect(rows[1]?.slice(0, 2)).toEqual([`'${attack}`, "-0.05"]);
    },
  );

  test("for spreadsheets begins with a mark and ends its lines with CRLF; for machines it does not", async () => {
    const excel = await written("CSV_EXCEL", [given("ü", "5")]);
    expect(excel.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(excel.toString().match(/\r\n/g)).toHaveLength(2);
    const plain = (await written("CSV", [given("ü", "5")])).toString();
    expect(plain.startsWith("name,amount,")).toBe(true);
    expect(plain).not.toContain("\r");
  });
});

test("JSON lines hold texts alone, so that no reader rounds an amount", async () => {
  const bytes = await written("JSONL", [given(null, "9223372036854775807")]);
  expect(JSON.parse(bytes.toString())).toMatchObject({
    ...{ name: null, amount: "92233720368547758.07", minor: "9223372036854775807" },
    ...{ at: "2026-11-25T09:30:00.500Z" },
  });
});

describe("a workbook", () => {
  test("has typed cells and no formula; what has more digits than a spreadsheet keeps is text", async () => {
    const files = unzipped(
      await written("XLSX", [
        given("=1 & <b>\u0001_x0041_", "-1667"),
        given(null, "9223372036854775807"),
      ]),
    );
    const sheet = files["xl/worksheets/sheet1.xml"] ?? "";
    const [, first = "", second = ""] = sheet.match(/<row r="\d+">.*?<\/row>/g) ?? [];
    const text = (place: string, value: string) =>
      `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${value}</t></is></c>`;
    expect(first).toContain(text("A2", "=1 &amp; &lt;b&gt;_x0001__x005F_x0041_"));
    // two decimals; a whole number; a day and an instant, counted from 1900
    for (const cell of ['<c r="B2" s="5"><v>-16.67</v></c>', '<c r="C2" s="3"><v>-1667</v></c>'])
      expect(first).toContain(cell);
    expect(first).toContain(
      '<c r="D2" s="1"><v>46351</v></c><c r="E2" s="2"><v>46351.39583912</v></c>',
    );
    expect(second).toContain(`<row r="3">${text("B3", "92233720368547758.07")}`);
    expect(sheet).not.toContain("<f>");
    expect(Object.keys(files).toSorted()).toEqual([
      ...["[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"],
      ...["xl/styles.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"],
    ]);
  });

  test("is the same bytes whenever it is made", async () => {
    const rows = [given("one", "1"), given("two", "2")];
    expect((await written("XLSX", rows)).equals(await written("XLSX", rows))).toBe(true);
  });
});
