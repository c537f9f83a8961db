import { decimalOf } from "./cells.ts";
import type { Column, Row } from "./cells.ts";

/** Accounting programs that journals are written for, as an archive of CSV files. */
export const GL_PROFILES = {
  XERO: "Manual journals of Xero: signed amounts, DD/MM/YYYY, 300 lines in a file. Each account takes a taxCode.",
  QUICKBOOKS:
    "Journal entries of QuickBooks Online: accounts by their names, MM/DD/YYYY, partners as suppliers of PAYABLE.",
  NETSUITE:
    "Journal entries of NetSuite: MM/DD/YYYY, amounts of ten digits and two decimals, with posting period.",
  SAP: "Journal entries of SAP: YYYYMMDD, 999 lines in a document. Takes the entityCode of the mapping.",
} as const;
export type GlProfile = keyof typeof GL_PROFILES;

/** A line of a journal, with the account of the firm's books. */
export interface GlLine {
  /** The journal it stands in, and its part where it was cut: a name of its own in all files. */
  readonly journal: string;
  /** YYYY-MM-DD. */
  readonly on: string;
  readonly currency: string;
  readonly exponent: number;
  readonly role: string;
  readonly minor: bigint;
  readonly partnerName: string | null;
  readonly programName: string | null;
  readonly entityCode: string | null;
  readonly accountCode: string;
  readonly accountName: string;
  readonly taxCode: string | null;
  readonly costCenter: string | null;
  readonly trackingName: string | null;
  readonly trackingOption: string | null;
}

/** Why a line cannot be written for an accounting program; read by whoever asked for the file. */
export class NotForProfile extends Error {}

export interface ProfileForm {
  /** Lines of a journal, and of a file with its header, at most. */
  readonly mostLines: number;
  readonly mostFileLines: number;
  readonly mostDecimals: number;
  readonly needsTaxCode: boolean;
  readonly needsEntityCode: boolean;
  readonly columns: readonly Column[];
  readonly rowOf: (line: GlLine, lineNo: number) => Row;
}

const MOST_FILE_LINES = 10_000;
const ANY_DECIMALS = 4;

const text = (name: string): Column => ({ name, kind: "text" });
const amount = (name: string): Column => ({ name, kind: "money" });
const plain = (name: string): Column => ({ name, kind: "integer" });

const parts = ({ on }: GlLine) => {
  const [year = "", month = "", day = ""] = on.split("-");
  return { year, month, day };
};
const monthFirst = (line: GlLine): string => {
  const { year, month, day } = parts(line);
  return `${month}/${day}/${year}`;
};
const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
const postingPeriod = (line: GlLine): string => {
  const { year, month } = parts(line);
  const from = (Number(month) - 1) * 3;
  return `${MONTHS.slice(from, from + 3)} ${year}`;
};

const describe = ({ role, programName, partnerName }: GlLine): string =>
  [role, programName, partnerName].filter((each) => each !== null).join(" · ");
const cut = (whole: string, most: number): string => [...whole].slice(0, most).join("");

const signed = ({ minor, exponent }: GlLine): string => decimalOf(minor.toString(), exponent);
const debit = ({ minor, exponent }: GlLine) =>
  minor > 0n ? decimalOf(minor.toString(), exponent) : null;
const credit = ({ minor, exponent }: GlLine) =>
  minor < 0n ? decimalOf((-minor).toString(), exponent) : null;

const XERO: ProfileForm = {
  ...{ mostLines: 299, mostFileLines: 300, mostDecimals: ANY_DECIMALS },
  ...{ needsTaxCode: true, needsEntityCode: false },
  columns: [
    ...[text("*Narration"), plain("*Date"), text("Description"), text("*AccountCode")],
    ...[text("*TaxRate"), amount("*Amount"), text("TrackingName1"), text("TrackingOption1")],
    ...[text("TrackingName2"), text("TrackingOption2")],
  ],
  rowOf: (line) => {
    const { year, month, day } = parts(line);
    return [
      ...[`Baton ${line.journal}`, `${day}/${month}/${year}`, describe(line), line.accountCode],
      ...[line.taxCode, signed(line), line.trackingName, line.trackingOption, null, null],
    ];
  },
};

const QUICKBOOKS: ProfileForm = {
  ...{ mostLines: 999, mostFileLines: 1_000, mostDecimals: ANY_DECIMALS },
  ...{ needsTaxCode: false, needsEntityCode: false },
  columns: [
    ...[text("Journal No"), plain("Journal Date"), text("Currency"), text("Account Name")],
    ...[amount("Debits"), amount("Credits"), text("Description"), text("Name")],
  ],
  rowOf: (line) => [
    ...[line.journal, monthFirst(line), line.currency, line.accountName, debit(line), credit(line)],
    ...[describe(line), line.partnerName],
  ],
};

const NETSUITE: ProfileForm = {
  ...{ mostLines: 999, mostFileLines: MOST_FILE_LINES, mostDecimals: 2 },
  ...{ needsTaxCode: false, needsEntityCode: false },
  columns: [
    ...[text("External ID"), plain("Date"), text("Posting Period"), text("Subsidiary")],
    ...[text("Currency"), text("Account"), amount("Debit"), amount("Credit"), text("Memo")],
    ...[text("Department"), text("Class")],
  ],
  rowOf: (line) => {
    const whole = signed(line).replace("-", "").split(".")[0] ?? "";
    if (whole.length > 10)
      throw new NotForProfile(
        `NETSUITE takes amounts of ten digits, and ${line.journal} has ${signed(line)} ${line.currency}: ask for the journal line by line, or for another profile.`,
      );
    return [
      ...[`baton-${line.journal}`, monthFirst(line), postingPeriod(line), line.entityCode],
      ...[line.currency, line.accountCode, debit(line), credit(line), describe(line)],
      ...[line.costCenter, line.trackingOption],
    ];
  },
};

const SAP: ProfileForm = {
  ...{ mostLines: 999, mostFileLines: MOST_FILE_LINES, mostDecimals: ANY_DECIMALS },
  ...{ needsTaxCode: false, needsEntityCode: true },
  columns: [
    ...[text("Document"), text("CompanyCode"), text("DocumentType"), plain("DocumentDate")],
    ...[plain("PostingDate"), plain("FiscalPeriod"), text("Currency"), text("HeaderText")],
    ...[plain("Item"), text("GLAccount"), amount("Debit"), amount("Credit"), text("ItemText")],
    ...[text("TaxCode"), text("CostCenter")],
  ],
  rowOf: (line, lineNo) => {
    const { year, month, day } = parts(line);
    return [
      ...[line.journal, line.entityCode, "SA", `${year}${month}${day}`, `${year}${month}${day}`],
      ...[month, line.currency, cut(`Baton ${line.journal}`, 25), String(lineNo)],
      ...[line.accountCode, debit(line), credit(line), cut(describe(line), 50)],
      ...[line.taxCode, line.costCenter],
    ];
  },
};

/** An account that lines stand on, and what the mapping says of it. */
export interface MappedAccount {
  readonly role: string;
  readonly currency: string;
  readonly exponent: number;
  readonly program: string | null;
  readonly accountCode: string | null;
  readonly taxCode: string | null;
}

/** Why a profile takes no line on an account, and what would help; null where it does. */
export function whyNotTaken(profile: GlProfile, account: MappedAccount): string | null {
  const { mostDecimals, needsTaxCode } = PROFILE_FORMS[profile];
  const { currency, exponent } = account;
  const of = account.program === null ? "" : ` of incentive program ${account.program}`;
  const which = `${account.role} in ${currency}${of}`;
  if (exponent > mostDecimals)
    return `${profile} takes amounts of ${mostDecimals} decimals, and ${currency} has ${exponent}: ask for one other currency alone, or for another profile.`;
  if (account.accountCode === null)
    return `${which} has no account in the GL mapping: save a mapping that names one, and have it approved.`;
  if (needsTaxCode && account.taxCode === null)
    return `${profile} takes a tax rate with each account, and ${which} has none: save a mapping with its taxCode, and have it approved.`;
  return null;
}

export const PROFILE_FORMS: Readonly<Record<GlProfile, ProfileForm>> = {
  ...{ XERO, QUICKBOOKS, NETSUITE, SAP },
};
