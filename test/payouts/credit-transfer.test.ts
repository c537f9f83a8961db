import { readFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";

import { formatAmount, idOf, money } from "../../src/kernel/index.ts";
import { whyNoCreditTransfer } from "../../src/payouts/domain/bank-file.ts";
import type { Payment, Payments } from "../../src/payouts/domain/bank-file.ts";
import { bankText, creditTransfer } from "../../src/payouts/domain/credit-transfer.ts";
import { paymentList } from "../../src/payouts/domain/payment-list.ts";
import { PAYER } from "../support/banking.ts";

const ALPHA = idOf("prt", "01970000-0000-7000-8000-00000000a001");
const BETA = idOf("prt", "01970000-0000-7000-8000-00000000a002");

const payment = (more: Partial<Payment> = {}): Payment => ({
  ...{ partnerId: ALPHA, endToEndId: "01970000000070008000000000000001", minor: 123_456n },
  holderName: 'Müller & Söhne <GmbH> "Nord"',
  address: {
    ...{ street: "Große Straße", building: "7a", postcode: "10115" },
    ...{ town: "Berlin", region: null, country: "DE" },
  },
  account: {
    ...{ format: "IBAN", number: "DE89370400440532013000", bankCountry: "DE" },
    ...{ bankCode: null, bic: null },
  },
  ...more,
});

const batch = (...payments: readonly Payment[]): Payments => ({
  ...{ batchId: idOf("bat", "01970000-0000-7000-8000-0000000000b1"), currency: "EUR", payments },
  ...{ executionOn: "2026-12-01", at: new Date("2026-12-01T09:30:00.000Z") },
});

interface Read {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Read[];
  text: string;
}

/** As a reader of XML that is not ours sees it; it throws where the text is not well formed. */
function readXml(text: string): Read {
  const root: Read = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element: Read = { name, attributes: { ...attributes }, children: [], text: "" };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("text", (said) => {
    const element = open.at(-1);
    if (element) element.text += said;
  });
  parser.on("closetag", () => open.pop());
  parser.write(text).close();
  const [document] = root.children;
  if (!document) throw new Error("there is no element");
  return document;
}

/** Each leaf with its path, in the order of the document. */
function leaves(element: Read, above = ""): string[] {
  const path = above === "" ? element.name : `${above}/${element.name}`;
  if (element.children.length === 0) return [`${path} = ${element.text}`];
  return element.children.flatMap((child) => leaves(child, path));
}

const SCHEMAS = [
  join(import.meta.dirname, "credit-transfer.xsd"),
  ...[process.env["BATON_PAIN_001_XSD"] ?? []].flat(),
].map((path) => readFileSync(path, "utf8"));

/** What libxml2 finds in documents that is not as the scheme has it. */
async function faults(...documents: readonly string[]): Promise<string[]> {
  const xml = documents.map((contents, n) => ({ fileName: `${n}.xml`, contents }));
  const found = await Promise.all(SCHEMAS.map((schema) => validateXML({ xml, schema })));
  return found.flatMap(({ errors }) => errors.map(({ message }) => message));
}

describe("A credit transfer", () => {
  const two = batch(
    payment(),
    payment({
      ...{ partnerId: BETA, endToEndId: "01970000000070008000000000000002", minor: 1n },
      account: {
        ...{ format: "IBAN", number: "CH9300762011623852957", bankCountry: "CH" },
        ...{ bankCode: null, bic: "POFICHBEXXX" },
      },
    }),
  );

  test("It says who pays, whom, how much and when, leaf by leaf", () => {
    const document = readXml(creditTransfer(two, PAYER));

    const told = leaves(document).map((leaf) => leaf.replace("Document/CstmrCdtTrfInitn/", ""));
    expect(document.attributes).toEqual({
      xmlns: "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09",
    });
    expect(told).toEqual([
      "GrpHdr/MsgId = 019700000000700080000000000000B1",
      "GrpHdr/CreDtTm = 2026-12-01T09:30:00.000Z",
      "GrpHdr/NbOfTxs = 2",
      "GrpHdr/CtrlSum = 1234.57",
      "GrpHdr/InitgPty/Nm = Vendor GmbH + Co. KG",
      "PmtInf/PmtInfId = 019700000000700080000000000000B1-1",
      "PmtInf/PmtMtd = TRF",
      "PmtInf/BtchBookg = false",
      "PmtInf/NbOfTxs = 2",
      "PmtInf/CtrlSum = 1234.57",
      "PmtInf/PmtTpInf/SvcLvl/Cd = SEPA",
      "PmtInf/ReqdExctnDt/Dt = 2026-12-01",
      "PmtInf/Dbtr/Nm = Vendor GmbH + Co. KG",
      "PmtInf/Dbtr/PstlAdr/StrtNm = Hafenstrasse",
      "PmtInf/Dbtr/PstlAdr/BldgNb = 1",
      "PmtInf/Dbtr/PstlAdr/PstCd = 20457",
      "PmtInf/Dbtr/PstlAdr/TwnNm = Hamburg",
      "PmtInf/Dbtr/PstlAdr/Ctry = DE",
      "PmtInf/DbtrAcct/Id/IBAN = DE75512108001245126199",
      "PmtInf/DbtrAgt/FinInstnId/BICFI = SOGEDEFF",
      "PmtInf/ChrgBr = SLEV",
      "PmtInf/CdtTrfTxInf/PmtId/EndToEndId = 01970000000070008000000000000001",
      "PmtInf/CdtTrfTxInf/Amt/InstdAmt = 1234.56",
      "PmtInf/CdtTrfTxInf/Cdtr/Nm = Muller + Sohne GmbH Nord",
      "PmtInf/CdtTrfTxInf/Cdtr/PstlAdr/StrtNm = Grosse Strasse",
      "PmtInf/CdtTrfTxInf/Cdtr/PstlAdr/BldgNb = 7a",
      "PmtInf/CdtTrfTxInf/Cdtr/PstlAdr/PstCd = 10115",
      "PmtInf/CdtTrfTxInf/Cdtr/PstlAdr/TwnNm = Berlin",
      "PmtInf/CdtTrfTxInf/Cdtr/PstlAdr/Ctry = DE",
      "PmtInf/CdtTrfTxInf/CdtrAcct/Id/IBAN = DE89370400440532013000",
      "PmtInf/CdtTrfTxInf/RmtInf/Ustrd = 01970000000070008000000000000001",
      "PmtInf/CdtTrfTxInf/PmtId/EndToEndId = 01970000000070008000000000000002",
      "PmtInf/CdtTrfTxInf/Amt/InstdAmt = 0.01",
      "PmtInf/CdtTrfTxInf/CdtrAgt/FinInstnId/BICFI = POFICHBEXXX",
      "PmtInf/CdtTrfTxInf/Cdtr/Nm = Muller + Sohne GmbH Nord",
      "PmtInf/CdtTrfTxInf/Cdtr/PstlAdr/StrtNm = Grosse Strasse",
      "PmtInf/CdtTrfTxInf/Cdtr/PstlAdr/BldgNb = 7a",
      "PmtInf/CdtTrfTxInf/Cdtr/PstlAdr/PstCd = 10115",
      "PmtInf/CdtTrfTxInf/Cdtr/PstlAdr/TwnNm = Berlin",
      "PmtInf/CdtTrfTxInf/Cdtr/PstlAdr/Ctry = DE",
      "PmtInf/CdtTrfTxInf/CdtrAcct/Id/IBAN = CH9300762011623852957",
      "PmtInf/CdtTrfTxInf/RmtInf/Ustrd = 01970000000070008000000000000002",
    ]);
  });

  test("It is valid by the scheme's schema, whatever names and addresses hold", async () => {
    const hostile = "]]><!-- & '\"ÆØÅ 株式会社 // \u{1F4B6}";
    const strange = payment({
      holderName: hostile,
      address: {
        ...{ street: hostile, building: "§", postcode: "1//2", town: "Łódź" },
        ...{ region: "Łódzkie", country: "PL" },
      },
    });
    const documents = [
      creditTransfer(two, PAYER),
      creditTransfer(batch(strange), { ...PAYER, bic: null }),
    ];

    expect(await faults(...documents)).toEqual([]);
    expect(bankText("Łódź // Æ & \u{1F4B6}", 70)).not.toContain("//");
    expect(bankText("\u0000", 70)).toBe("-");
    expect(bankText("a".repeat(90), 70)).toHaveLength(70);
  });

  test("Any batch that it takes is valid, and adds up to its control sum", async () => {
    const texts = fc.string({ unit: "grapheme", maxLength: 90 });
    const payments = fc.array(
      fc.record({
        holderName: texts,
        street: texts,
        town: texts,
        minor: fc.bigInt(1n, 99_999_999_999n),
      }),
      { minLength: 1, maxLength: 5 },
    );
    const batches = fc.sample(payments, { numRuns: 40, seed: 5 }).map((each) =>
      each.map(({ holderName, street, town, minor }, n) =>
        payment({
          ...{ holderName, minor, endToEndId: `0197000000007000800000000000000${n}` },
          address: { ...payment().address, street, town },
        }),
      ),
    );

    const documents = batches.map((each) => creditTransfer(batch(...each), PAYER));

    expect(await faults(...documents)).toEqual([]);
    for (const [n, text] of documents.entries()) {
      const told = leaves(readXml(text));
      const sums = told.filter((leaf) => leaf.includes("/CtrlSum = "));
      const minor = (batches[n] ?? []).reduce((all, each) => all + each.minor, 0n);
      expect(sums.map((sum) => sum.replace(/.*= /, ""))).toEqual(
        Array(2).fill(formatAmount(money(minor, "EUR"))),
      );
    }
  });

  test.each([
    ["an address in lines", /<StrtNm>.*<\/StrtNm>/, "<AdrLine>Hafenstrasse 1</AdrLine>"],
    ["a payment told twice", "0000000000002</EndToEndId>", "0000000000001</EndToEndId>"],
    ["a payment without an amount", /<Amt>[^]*?<\/Amt>/, ""],
    ["an amount of nothing", ">0.01</InstdAmt>", ">0.00</InstdAmt>"],
    ["a part of a cent", ">0.01</InstdAmt>", ">0.011</InstdAmt>"],
    ["another currency", 'Ccy="EUR"', 'Ccy="USD"'],
    [
      "who bears the charges before the bank",
      /(<DbtrAgt>[^]*?<\/DbtrAgt>)(\s*<ChrgBr>SLEV<\/ChrgBr>)/,
      "$2$1",
    ],
    ["letters that a bank does not take", "Muller", "Müller"],
    ["a day that does not exist", "<Dt>2026-12-01", "<Dt>2026-02-30"],
  ])("The schema refuses %s", async (_what, right, wrong) => {
    const text = creditTransfer(two, PAYER);
    const spoiled = text.replace(right, wrong);

    expect(spoiled).not.toBe(text);
    expect(await faults(text)).toEqual([]);
    expect(await faults(spoiled)).not.toEqual([]);
  });

  test("The same batch is rendered to the same bytes", () => {
    expect(creditTransfer(two, PAYER)).toBe(creditTransfer(two, PAYER));
    expect(paymentList(two)).toBe(paymentList(two));
  });

  test("What it cannot do it says, by partner: other currencies, no IBAN, outside SEPA, too much", () => {
    const local = { format: "LOCAL", bankCountry: "US" } as const;
    const saudi = { format: "IBAN", bankCountry: "SA" } as const;
    const paid = (account: { format: "IBAN" | "LOCAL"; bankCountry: string }, minor = 1n) => [
      { partnerId: BETA, minor, account },
    ];
    const german = { format: "IBAN", bankCountry: "DE" } as const;

    expect(whyNoCreditTransfer("EUR", paid(german, 99_999_999_999n), true)).toBeNull();
    expect(whyNoCreditTransfer("USD", paid(german), true)).toContain("this batch is in USD");
    expect(whyNoCreditTransfer("EUR", paid(local), true)).toContain(`${BETA} has none`);
    expect(whyNoCreditTransfer("EUR", paid(saudi), true)).toContain(`${BETA} is outside`);
    expect(whyNoCreditTransfer("EUR", paid(german, 100_000_000_000n), true)).toContain(
      "999999999.99 EUR at most",
    );
    expect(whyNoCreditTransfer("EUR", paid(german), false)).toContain("none was set up");
  });
});

test("A list of payments is CSV, a line for each, and no name is a formula", () => {
  const list = paymentList(
    batch(payment({ holderName: '=HYPERLINK("http://evil.example")', minor: 5n })),
  );

  expect(list.split("\r\n")).toEqual([
    "message_id,end_to_end_id,execution_on,amount,currency,holder_name,street,building,postcode,town,region,country,account_format,account_number,bank_country,bank_code,bic",
    `019700000000700080000000000000B1,01970000000070008000000000000001,2026-12-01,0.05,EUR,"'=HYPERLINK(""http://evil.example"")",Große Straße,7a,10115,Berlin,,DE,IBAN,DE89370400440532013000,DE,,`,
    "",
  ]);
});
