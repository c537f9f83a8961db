import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { balancedParts } from "../../src/exports/domain/balanced-parts.ts";
import type { Column, Row } from "../../src/exports/domain/cells.ts";
import { PROFILE_FORMS, whyNotTaken } from "../../src/exports/domain/gl-profile.ts";
import type { GlProfile } from "../../src/exports/domain/gl-profile.ts";
import { profileFile } from "../../src/exports/files/profile-file.ts";

import { unzipped } from "./unzipped.ts";

const NAMES = [
  ...["journal_no", "accounting_date", "currency", "exponent", "account", "account_code"],
  ...["account_name", "amount_minor", "partner_name", "program_id", "program_name", "tax_code"],
  ...["cost_center", "tracking_name", "tracking_option", "entity_code"],
];
const COLUMNS: readonly Column[] = NAMES.map((name) => ({ name, kind: "text" }));

const line = (more: Readonly<Record<string, string | null>>): Row => {
  const cells: Readonly<Record<string, string | null>> = {
    ...{ journal_no: "2026-02-USD", accounting_date: "2026-02-28", currency: "USD" },
    ...{ exponent: "2", account: "EXPENSE", account_code: "6000", account_name: "Costs:Partners" },
    ...{ tax_code: "Tax Exempt", cost_center: "CC1", entity_code: "1000" },
    ...{ program_name: "Bounties", tracking_name: "Region", tracking_option: "North", ...more },
  };
  return NAMES.map((name) => cells[name] ?? null);
};

async function* batches(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  // a journal may begin in one batch and end in the next
  for (let at = 0; at < rows.length; at += 7) yield rows.slice(at, at + 7);
}

async function bytesOf(profile: GlProfile, rows: readonly Row[]): Promise<Buffer> {
  const parts: Buffer[] = [];
  const made = profileFile(profile, COLUMNS, batches(rows), () => undefined);
  for await (const part of made) parts.push(part);
  return Buffer.concat(parts);
}

type Rows = Record<string, string>[];

async function filesOf(profile: GlProfile, rows: readonly Row[]): Promise<Record<string, Rows>> {
  const files = Object.entries(unzipped(await bytesOf(profile, rows)));
  return Object.fromEntries(files.map(([name, text]) => [name, parse(text, { columns: true })]));
}

const EARNED = [
  line({ amount_minor: "40010" }),
  line({
    ...{ amount_minor: "-40010", account: "PAYABLE", account_code: "2100" },
    ...{ account_name: "Liabilities:Partners", partner_name: "=Alpha", cost_center: null },
  }),
];

describe("a journal is written as its program takes it", () => {
  test("Xero: signed amounts, the day first, a tax rate and tracking", async () => {
    const [debit, credit] = (await filesOf("XERO", EARNED))["xero-USD-001.csv"] ?? [];
    expect(debit).toEqual({
      ...{ "*Narration": "Baton 2026-02-USD", "*Date": "28/02/2026" },
      ...{ Description: "EXPENSE · Bounties", "*AccountCode": "6000", "*TaxRate": "Tax Exempt" },
      ...{ "*Amount": "400.10", TrackingName1: "Region", TrackingOption1: "North" },
      ...{ TrackingName2: "", TrackingOption2: "" },
    });
    expect(credit).toMatchObject({ "*AccountCode": "2100", "*Amount": "-400.10" });
  });

  test("QuickBooks: accounts by their names, the month first, the partner as supplier and no formula", async () => {
    const [debit, credit] = (await filesOf("QUICKBOOKS", EARNED))["quickbooks-USD-001.csv"] ?? [];
    expect(debit).toEqual({
      ...{ "Journal No": "2026-02-USD", "Journal Date": "02/28/2026", Currency: "USD" },
      ...{ "Account Name": "Costs:Partners", Debits: "400.10", Credits: "" },
      ...{ Description: "EXPENSE · Bounties", Name: "" },
    });
    expect(credit).toMatchObject({ Debits: "", Credits: "400.10", Name: "'=Alpha" });
  });

  test("NetSuite: posting period, department and class", async () => {
    const [debit] = (await filesOf("NETSUITE", EARNED))["netsuite-USD-001.csv"] ?? [];
    expect(debit).toEqual({
      ...{ "External ID": "baton-2026-02-USD", Date: "02/28/2026", "Posting Period": "Feb 2026" },
      ...{ Subsidiary: "1000", Currency: "USD", Account: "6000", Debit: "400.10", Credit: "" },
      ...{ Memo: "EXPENSE · Bounties", Department: "CC1", Class: "North" },
    });
  });

  test("SAP: company code, numbered items, texts of 25 and 50 characters at most", async () => {
    const program = "A program whose name is longer than any text of an item may be";
    const named = [
      line({ amount_minor: "5", program_name: program }),
      line({ amount_minor: "-5" }),
    ];
    const [first, second] = (await filesOf("SAP", named))["sap-USD-001.csv"] ?? [];
    expect(first).toEqual({
      ...{ Document: "2026-02-USD", CompanyCode: "1000", DocumentType: "SA" },
      ...{ DocumentDate: "20260228", PostingDate: "20260228", FiscalPeriod: "02" },
      ...{ Currency: "USD", HeaderText: "Baton 2026-02-USD", Item: "1", GLAccount: "6000" },
      ...{ Debit: "0.05", Credit: "", TaxCode: "Tax Exempt", CostCenter: "CC1" },
      ItemText: "EXPENSE · A program whose name is longer than any ",
    });
    expect(second).toMatchObject({ Item: "2", Credit: "0.05" });
  });

  test("currencies have files of their own, and their own decimals", async () => {
    const yens = { journal_no: "2026-02-JPY", currency: "JPY", exponent: "0" };
    const rows = [
      ...EARNED,
      ...["1001", "-1001"].map((minor) => line({ ...yens, amount_minor: minor })),
    ];
    const files = await filesOf("XERO", rows);
    expect(Object.keys(files)).toEqual(["xero-USD-001.csv", "xero-JPY-001.csv"]);
    expect(files["xero-JPY-001.csv"]?.map((row) => row["*Amount"])).toEqual(["1001", "-1001"]);
  });

  test("is the same bytes whenever it is made", async () => {
    expect((await bytesOf("XERO", EARNED)).equals(await bytesOf("XERO", EARNED))).toBe(true);
  });
});

/** Amounts that come to nothing. */
const journals = fc
  .array(
    fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }).filter((minor) => minor !== 0n),
    {
      minLength: 1,
      maxLength: 60,
    },
  )
  .map((some) => [...some, -some.reduce((sum, minor) => sum + minor, 0n)])
  .map((all) => all.filter((minor) => minor !== 0n))
  .filter((all) => all.length > 1);

describe("a journal that is too long", () => {
  test("is cut into parts that balance, have no line too many, and are the journal together", () => {
    fc.assert(
      fc.property(journals, fc.integer({ min: 2, max: 20 }), (minors, most) => {
        const parts = balancedParts(
          minors.map((minor, place) => ({ minor, place })),
          most,
        );
        const sums = minors.map(() => 0n);
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(most);
          expect(part.length).toBeGreaterThanOrEqual(2);
          expect(part.reduce((sum, { minor }) => sum + minor, 0n)).toBe(0n);
          for (const { minor, place } of part) {
            sums[place] = (sums[place] ?? 0n) + minor;
            expect(minor > 0n).toBe((minors[place] ?? 0n) > 0n);
          }
        }
        expect(sums).toEqual(minors);
      }),
      { numRuns: 300 },
    );
  });

  test("of 3 debits of $1 and a credit of $3 is cut into two that balance where 3 lines are the most", () => {
    const parts = balancedParts(
      [100n, 100n, 100n, -300n].map((minor) => ({ minor })),
      3,
    );
    expect(parts.map((part) => part.map(({ minor }) => minor))).toEqual([
      [100n, 100n, -200n],
      [100n, -100n],
    ]);
  });

  test("is not cut where it does not balance", () => {
    expect(() => balancedParts([{ minor: 1n }, { minor: -2n }], 2)).toThrow("does not balance");
  });

  test.each(["XERO", "QUICKBOOKS", "NETSUITE", "SAP"] as const)(
    "fits into files of %s: each journal by its own name, and its sums are those of the ledger",
    async (profile) => {
      const rows = Array.from({ length: 1_250 }, (_, at) => [
        line({ amount_minor: String(at + 1) }),
        line({ amount_minor: String(-(at + 1)), account_code: "2100" }),
      ]).flat();
      const { mostLines, mostFileLines } = PROFILE_FORMS[profile];
      const files = await filesOf(profile, rows);
      const lines = new Map<string, number>();
      const sums = new Map<string, number>();
      const cents = (text = "") => Math.round(Number(text) * 100);
      let [debits, credits] = [0, 0];
      for (const [name, written] of Object.entries(files)) {
        expect([name, written.length + 1 <= mostFileLines]).toEqual([name, true]);
        for (const row of written) {
          const [journal = ""] = Object.values(row);
          const signed = cents(row["*Amount"]);
          const debit = Math.max(signed, 0) + cents(row["Debit"] ?? row["Debits"]);
          const credit = Math.max(-signed, 0) + cents(row["Credit"] ?? row["Credits"]);
          lines.set(journal, (lines.get(journal) ?? 0) + 1);
          sums.set(journal, (sums.get(journal) ?? 0) + debit - credit);
          [debits, credits] = [debits + debit, credits + credit];
        }
      }
      // 1 + 2 + … + 1250
      expect([debits, credits]).toEqual([781_875, 781_875]);
      expect(new Set(sums.values())).toEqual(new Set([0]));
      expect(Math.max(...lines.values())).toBeLessThanOrEqual(mostLines);
      expect(lines.size).toBe(Math.ceil(2_500 / (mostLines - (mostLines % 2))));
      // a journal is in one file
      const names = Object.values(files).map(
        (each) => new Set(each.map((row) => Object.values(row)[0])),
      );
      expect(names.reduce((sum, { size }) => sum + size, 0)).toBe(lines.size);
    },
  );
});

describe("what an accounting program does not take is refused with what helps", () => {
  const account = {
    ...{ role: "PAYABLE", currency: "USD", exponent: 2, program: null },
    ...{ accountCode: "2100", taxCode: "Tax Exempt" },
  };

  test.each([
    ["NETSUITE", { currency: "BHD", exponent: 3 }, /2 decimals, and BHD has 3: ask for one other/],
    ["SAP", { accountCode: null }, /^PAYABLE in USD has no account in the GL mapping: save/],
    ["XERO", { taxCode: null }, /^XERO takes a tax rate with each account, and PAYABLE in USD/],
    ["QUICKBOOKS", { accountCode: null, program: "inc_1" }, /of incentive program inc_1 has no/],
  ] as const)("%s: %j", (profile, more, why) => {
    expect(whyNotTaken(profile, { ...account, ...more })).toMatch(why);
    expect(whyNotTaken(profile, account)).toBeNull();
  });

  test("NetSuite takes ten digits before the point, and no eleventh", async () => {
    const journal = (minor: string) => [
      line({ amount_minor: minor }),
      line({ amount_minor: `-${minor}` }),
    ];
    const files = await filesOf("NETSUITE", journal("999999999999"));
    expect(files["netsuite-USD-001.csv"]?.[0]?.["Debit"]).toBe("9999999999.99");
    await expect(filesOf("NETSUITE", journal("1000000000000"))).rejects.toThrow("ten digits");
  });
});
