import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";

import { idOf } from "../../src/kernel/index.ts";
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

/**
 * In which order elements stand, which of them may be missing (?) and which repeat (*): pain.001.001.09 as the European
 * Payments Council restricts it for SEPA credit transfers from customers, as far as it is written here.
 */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  Document: ["CstmrCdtTrfInitn"],
  CstmrCdtTrfInitn: ["GrpHdr", "PmtInf*"],
  GrpHdr: ["MsgId", "CreDtTm", "NbOfTxs", "CtrlSum", "InitgPty"],
  InitgPty: ["Nm"],
  PmtInf: [
    ...["PmtInfId", "PmtMtd", "BtchBookg?", "NbOfTxs", "CtrlSum", "PmtTpInf?", "ReqdExctnDt"],
    ...["Dbtr", "DbtrAcct", "DbtrAgt", "ChrgBr?", "CdtTrfTxInf*"],
  ],
  PmtTpInf: ["SvcLvl"],
  SvcLvl: ["Cd"],
  ReqdExctnDt: ["Dt"],
  Dbtr: ["Nm", "PstlAdr"],
  Cdtr: ["Nm", "PstlAdr"],
  PstlAdr: ["StrtNm?", "BldgNb?", "PstCd?", "TwnNm", "CtrySubDvsn?", "Ctry"],
  DbtrAcct: ["Id"],
  CdtrAcct: ["Id"],
  DbtrAgt: ["FinInstnId"],
  CdtrAgt: ["FinInstnId"],
  Othr: ["Id"],
  CdtTrfTxInf: ["PmtId", "Amt", "CdtrAgt?", "Cdtr", "CdtrAcct", "RmtInf?"],
  PmtId: ["EndToEndId"],
  Amt: ["InstdAmt"],
  RmtInf: ["Ustrd"],
};

const TEXT = /^[A-Za-z0-9/\-?:().,'+ ]+$/;
const IBAN = /^[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}$/;
const BIC = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/;
const FORMS: Readonly<Record<string, RegExp>> = {
  MsgId: /^[A-Z0-9]{1,35}$/,
  PmtInfId: /^[A-Z0-9-]{1,35}$/,
  EndToEndId: /^[A-Z0-9]{1,35}$/,
  CreDtTm: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  NbOfTxs: /^[0-9]{1,15}$/,
  CtrlSum: /^\d{1,16}\.\d{2}$/,
  InstdAmt: /^\d{1,9}\.\d{2}$/,
  Dt: /^\d{4}-\d\d-\d\d$/,
  PmtMtd: /^TRF$/,
  BtchBookg: /^(true|false)$/,
  Cd: /^SEPA$/,
  ChrgBr: /^SLEV$/,
  IBAN,
  BICFI: BIC,
  Ctry: /^[A-Z]{2}$/,
  Id: /^NOTPROVIDED$/,
  Nm: TEXT,
  StrtNm: TEXT,
  BldgNb: TEXT,
  PstCd: TEXT,
  TwnNm: TEXT,
  CtrySubDvsn: TEXT,
  Ustrd: TEXT,
};

/** What of a document is not as the scheme has it. */
function faults(element: Read): string[] {
  const { name, children, text } = element;
  const own = children.length > 0 ? orderFaults(name, children) : [];
  if (children.length === 0 && FORMS[name]?.test(text) !== true) own.push(`${name}: ${text}`);
  return [...own, ...children.flatMap(faults)];
}

function orderFaults(name: string, children: readonly Read[]): string[] {
  if (name === "Id" || name === "FinInstnId")
    return children.length === 1 && ["IBAN", "BICFI", "Othr"].includes(children[0]?.name ?? "")
      ? []
      : [`${name} holds one of a choice`];
  const order = ORDER[name];
  if (!order) return [`${name} is unknown`];
  const pattern = order
    .map((each) =>
      each.endsWith("?")
        ? `(?:${each.slice(0, -1)} )?`
        : each.endsWith("*")
          ? `(?:${each.slice(0, -1)} )+`
          : `${each} `,
    )
    .join("");
  const found = children.map((child) => `${child.name} `).join("");
  return new RegExp(`^${pattern}$`).test(found) ? [] : [`${name} holds ${found}`];
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

  test("Its elements stand in the order of the scheme, with texts that every bank takes", () => {
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

    for (const text of documents) expect(faults(readXml(text))).toEqual([]);
    expect(bankText("Łódź // Æ & \u{1F4B6}", 70)).not.toContain("//");
    expect(bankText("\u0000", 70)).toBe("-");
    expect(bankText("a".repeat(90), 70)).toHaveLength(70);
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
