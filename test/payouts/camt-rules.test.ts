import { Readable } from "node:stream";

import { describe, expect, test } from "vitest";

import { readCamt } from "../../src/payouts/domain/camt.ts";
import type { StatedFile } from "../../src/payouts/domain/stated-entry.ts";
import { readXml } from "../../src/payouts/read-xml.ts";
import { camt, detailOf } from "../support/bank-says.ts";

async function read(text: string, iban: string | null = null) {
  // in parts of seven bytes, so that letters and tags are cut in two
  const bytes = Buffer.from(text);
  const parts = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, index) =>
    bytes.subarray(index * 7, index * 7 + 7),
  );
  const xml = await readXml(Readable.from(parts));
  return xml.ok ? readCamt(xml.value, iban) : xml;
}

async function said(text: string, iban: string | null = null): Promise<StatedFile> {
  const file = await read(text, iban);
  if (!file.ok) throw new Error(file.problem);
  return file.value;
}

const ON = "2026-11-27";
const entry = (within: string, { amount = "30.00", more = "" } = {}) =>
  camt([]).replace(
    "</Stmt>",
    `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><DtTm>${ON}T23:59:00Z</DtTm></BookgDt><AcctSvcrRef>E1</AcctSvcrRef>${more}<NtryDtls>${within}</NtryDtls></Ntry></Stmt>`,
  );
const payment = (endToEndId: string, amount: string, more = "") =>
  detailOf({ endToEndId, amount, bookedOn: ON }, true).replace("</TxDtls>", `${more}</TxDtls>`);

test("Payments are counted before they are read, and of a text that is said of all of them no more is read than there is room for", async () => {
  const words = `<AddtlNtryInf>${"word ".repeat(100_000)}</AddtlNtryInf>`;
  const many = entry(payment("E", "0.01").repeat(5_001), { amount: "50.01", more: words });
  expect(await read(many)).toMatchObject({
    ok: false,
    problem: "has 5001 entries; up to 5000 are taken at once",
  });
  const { entries } = await said(
    entry(payment("E", "0.01").repeat(2), { amount: "0.02", more: words }),
  );
  expect(entries.map(({ information }) => information?.length)).toEqual([499, 499]);
});

test("What is less than nothing is no part of an entry, which is taken as a whole then", async () => {
  const { entries } = await said(
    entry(payment("A", "-5.00") + payment("B", "105.00"), { amount: "100.00" }),
  );
  expect(entries).toMatchObject([{ endToEndId: null, minor: 10_000n }]);
});

describe("An entry of a bank's statement", () => {
  test("It is what its one payment was, in the words of the bank", async () => {
    const file = await said(
      camt([
        {
          ...{ endToEndId: "E2E", amount: "1234.5", bookedOn: ON, reference: "R 1" },
          ...{ direction: "CRDT", reason: "AC04", words: "Gr\u00fc\u00dfe &amp; Dank" },
        },
      ]),
    );

    expect(file).toMatchObject({ format: "CAMT_053", messageId: "MSG 1", accountEnds: "6199" });
    expect(file.entries).toEqual([
      {
        ...{
          position: 1,
          direction: "CREDIT",
          isReversal: false,
          minor: 123_450n,
          currency: "EUR",
        },
        ...{ bookedOn: ON, endToEndId: "E2E", reference: "R 1", reason: "AC04" },
        information: "Gr\u00fc\u00dfe & Dank",
      },
    ]);
  });

  test("Several that were booked at once are each what it came to", async () => {
    const { entries } = await said(entry(payment("A", "10.00") + payment("B", "20.00")));

    expect(entries.map(({ endToEndId, minor }) => [endToEndId, minor])).toEqual([
      ["A", 1_000n],
      ["B", 2_000n],
    ]);
    expect(entries[0]).toMatchObject({ bookedOn: ON, reference: "E1", position: 1 });
  });

  test.each([
    ["one does not say what it came to", payment("A", "10.00") + "<TxDtls/>"],
    ["they do not come to what was booked", payment("A", "10.00") + payment("B", "21.00")],
    [
      "one is in another currency",
      payment("A", "10.00") + payment("B", "20.00").replace("EUR", "USD"),
    ],
  ])("Several are one entry that names none of them where %s", async (_, within) => {
    const { entries } = await said(entry(within));

    expect(entries).toMatchObject([{ endToEndId: null, minor: 3_000n, direction: "DEBIT" }]);
  });

  test("One of several that goes the other way is taken off what was booked", async () => {
    const back = payment("B", "5.00", "<CdtDbtInd>CRDT</CdtDbtInd>");

    const { entries } = await said(entry(payment("A", "35.00") + back));

    expect(entries.map(({ endToEndId, direction }) => [endToEndId, direction])).toEqual([
      ["A", "DEBIT"],
      ["B", "CREDIT"],
    ]);
  });

  test("One that the bank does not name is named by its statement and place", async () => {
    const { entries } = await said(camt([{ amount: "1.00", bookedOn: ON }]));

    expect(entries).toMatchObject([{ reference: "STMT-MSG 1 entry 1", endToEndId: null }]);
  });

  test.each([
    [
      "no day",
      entry("").replace(/<BookgDt>.*<\/BookgDt>/, ""),
      "when STMT-MSG 1 entry 1 was booked",
    ],
    ["no amount", entry("", { amount: "" }), "no amount that can be read"],
    ["a part of a cent", entry("", { amount: "0.001" }), "no amount that can be read"],
    ["less than nothing", entry("", { amount: "-1.00" }), "no amount that can be read"],
    ["no currency", entry("").replace('EUR">', 'XXQ">'), "no amount of a known currency"],
    ["no side", entry("").replace("DBIT", "BOTH"), "whether STMT-MSG 1 entry 1 is a debit"],
  ])("A file is refused in which one has %s", async (_, text, why) => {
    expect(await read(text)).toEqual({ ok: false, problem: expect.stringContaining(why) });
  });
});

describe("A file of a bank", () => {
  test("It is read whatever its version and prefixes", async () => {
    const text = camt([{ amount: "1.00", bookedOn: ON }])
      .replace("053.001.08", "053.001.02")
      .replaceAll(/<(\/?)([A-Z])/g, "<$1ns:$2")
      .replace("xmlns=", "xmlns:ns=");

    expect(await said(text)).toMatchObject({ format: "CAMT_053", entries: [{ minor: 100n }] });
  });

  test("What is of other accounts in it is passed over", async () => {
    const one = camt([{ amount: "1.00", bookedOn: ON }], { iban: "DE02120300000000202051" });
    const [, other = ""] =
      /(<Stmt>.*<\/Stmt>)/s.exec(camt([{ amount: "2.00", bookedOn: ON }])) ?? [];

    const file = await said(one.replace("</Stmt>", `</Stmt>${other}`), "DE75512108001245126199");

    expect(file.entries.map(({ minor, position }) => [minor, position])).toEqual([[200n, 1]]);
  });

  test("It has no more entries than are taken at once", async () => {
    const many = Array.from({ length: 5_001 }, () => ({ amount: "1.00", bookedOn: ON }));

    expect(await read(camt(many))).toEqual({
      ok: false,
      problem: "has 5001 entries; up to 5000 are taken at once",
    });
  });
});
