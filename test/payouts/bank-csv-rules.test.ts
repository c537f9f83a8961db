import { Readable } from "node:stream";

import { describe, expect, test } from "vitest";

import { readBankCsv } from "../../src/payouts/domain/bank-csv.ts";
import type { BankCsvMapping } from "../../src/payouts/domain/bank-csv.ts";
import { readCsv } from "../../src/payouts/read-csv.ts";

const PLAIN: BankCsvMapping = {
  ...{ bookedOnColumn: "Date", amountColumn: "Amount", endToEndIdColumn: "E2E" },
  ...{ referenceColumn: "Ref", currencyColumn: "Ccy", currency: null, directionColumn: null },
  ...{ reasonColumn: null, informationColumn: null },
  ...{ dateOrder: "YEAR_MONTH_DAY", decimalMark: "POINT" },
};

async function read(text: string | Buffer, more: Partial<BankCsvMapping> = {}) {
  const rows = await readCsv(Readable.from([Buffer.from(text)]), 9_999);
  return rows.ok ? readBankCsv(rows.value, { ...PLAIN, ...more }) : rows;
}

const HEAD = "Date,Amount,Ccy,E2E,Ref\n";

describe("A bank's own table", () => {
  test("A row is what its columns hold, and what has a minus went out", async () => {
    const file = await read(
      `${HEAD}2026-11-27,-1234.50,EUR,ABC,R1\n2026-11-28,7,JPY,NOTPROVIDED,R2\n`,
    );

    expect(file).toMatchObject({
      ok: true,
      value: {
        ...{ format: "CSV", messageId: null, accountEnds: null },
        entries: [
          {
            ...{ position: 1, direction: "DEBIT", minor: 123_450n, currency: "EUR" },
            ...{ bookedOn: "2026-11-27", endToEndId: "ABC", reference: "R1", isReversal: false },
          },
          { position: 2, direction: "CREDIT", minor: 7n, currency: "JPY", endToEndId: null },
        ],
      },
    });
  });

  test("It is read as banks write it elsewhere: semicolons, a preface, days first, commas, two sides", async () => {
    const text = [
      "\ufeffKonto;DE75 5121;;;;",
      "",
      "Buchungstag;Betrag;Soll/Haben;Referenz;Kunde;Verwendung",
      '27.11.2026;1.234,50;S;R1;ABC;"Miete; November"',
      "3.1.2026;0,05;H;R2;;",
      ";;;;;",
    ].join("\r\n");

    const file = await read(text, {
      ...{ bookedOnColumn: "buchungstag", amountColumn: "BETRAG", endToEndIdColumn: "Kunde" },
      ...{ referenceColumn: "Referenz", currencyColumn: null, currency: "EUR" },
      ...{ directionColumn: "Soll/Haben", informationColumn: "Verwendung" },
      ...{ dateOrder: "DAY_MONTH_YEAR", decimalMark: "COMMA" },
    });

    expect(file).toMatchObject({
      value: {
        entries: [
          {
            ...{ direction: "DEBIT", minor: 123_450n, bookedOn: "2026-11-27" },
            ...{ information: "Miete; November" },
          },
          { direction: "CREDIT", minor: 5n, bookedOn: "2026-01-03", endToEndId: null },
        ],
      },
    });
  });

  test.each([
    ["1,234.56", "POINT", 123_456n],
    ["1'234'567.8", "POINT", 123_456_780n],
    ["+12", "POINT", 1_200n],
    ["1 234,56", "COMMA", 123_456n],
    ["1.234", "COMMA", 123_400n],
  ] as const)("An amount of %s with a decimal %s", async (amount, decimalMark, minor) => {
    const file = await read(`Date;Amount;Ccy;E2E;Ref\n2026-11-27;${amount};EUR;A;R`, {
      decimalMark,
    });

    expect(file).toMatchObject({ value: { entries: [{ minor }] } });
  });

  test.each([
    ["1.234,56", "POINT"],
    ["1234,56", "POINT"],
    ["1234.56", "COMMA"],
    ["12,34", "POINT"],
    ["12.345.6", "COMMA"],
    ["1.2345", "POINT"],
    ["--5", "POINT"],
    ["5 EUR", "POINT"],
    ["", "POINT"],
  ] as const)(
    "An amount of %s is not guessed at with a decimal %s",
    async (amount, decimalMark) => {
      const file = await read(`Date;Amount;Ccy;E2E;Ref\n2026-11-27;${amount};EUR;A;R`, {
        decimalMark,
      });

      expect(file).toMatchObject({ ok: false, problem: expect.stringContaining("in row 2") });
    },
  );

  test.each([
    ["has not a column", "Date,Amount,Ccy,E2E\n", {}, `"Ref" is missing`],
    ["has one twice", "Date,Amount,Ccy,E2E,Ref,ref\n", {}, `has the column "Ref" twice`],
    ["has no reference", `${HEAD}2026-11-27,1,EUR,A,`, {}, `in the column "Ref" of row 2`],
    ["has another day", `${HEAD}27.11.2026,1,EUR,A,R`, {}, "read as year, month, day"],
    ["has no such day", `${HEAD}2026-02-30,1,EUR,A,R`, {}, "no date in row 2"],
    ["has no currency", `${HEAD}2026-11-27,1,XXQ,A,R`, {}, "no known currency in row 2"],
    [
      "has no side",
      `${HEAD}2026-11-27,1,EUR,A,R`,
      { directionColumn: "Ccy" },
      "whether it is a debit",
    ],
    ["has a quote that is open", `${HEAD}"2026-11-27,1,EUR,A,R`, {}, "is no CSV"],
  ])("A file is refused that %s", async (_, text, more, why) => {
    expect(await read(text, more)).toMatchObject({
      ok: false,
      problem: expect.stringContaining(why),
    });
  });

  test("A file in another encoding, or of too many rows, is refused", async () => {
    const latin = Buffer.from(`${HEAD}2026-11-27,1,EUR,\u00e4,R`, "latin1");
    expect(await read(latin)).toMatchObject({
      problem: expect.stringContaining("not written in UTF-8"),
    });

    const rows = Array.from({ length: 5_001 }, () => "2026-11-27,1,EUR,A,R").join("\n");
    expect(await read(HEAD + rows)).toMatchObject({
      problem: expect.stringContaining("5000 rows"),
    });
  });
});
