import { exponentOf, formatAmount, idOf, isCurrency, money } from "../kernel/index.ts";
import { sealJournals } from "../ledger/index.ts";
import type { Database, Session } from "../platform/database/index.ts";

import { csvOf } from "./csv.ts";
import type { CsvColumn } from "./csv.ts";
import { creditLines } from "./store/credit-lines.ts";
import type { CreditLine, CreditLineFilter } from "./store/credit-lines.ts";
import { readWatermark } from "./store/watermark.ts";

/** A file of one state of the ledger: the same watermark gives the same bytes again, at any time. */
export interface CreditsFile {
  readonly watermark: bigint;
  readonly parts: AsyncIterable<string>;
}

/**
 * The credits that the session may see as a CSV file, oldest first: a partner its own, the vendor
 * all, with the number of the posting. Sealed postings only: up to the watermark that is given, or
 * else all that waits is sealed first and the newest one taken. Null where the ledger has not come
 * to the watermark. Amounts are decimals at the currency's exponent, and whole numbers of its
 * smallest unit beside them. Holds no contact data.
 */
export async function creditsCsv(
  database: Database,
  session: Session,
  filter: CreditLineFilter,
  mark: bigint | null,
): Promise<CreditsFile | null> {
  if (mark === null) await sealJournals(database, session.requestId);
  const watermark = await readWatermark(database, session, mark);
  if (watermark !== null) {
    const { mark: reached } = watermark;
    return {
      watermark: reached,
      parts: partsOf(session, creditLines(database, session, filter, watermark)),
    };
  }
  // before the first posting there is a state too: nothing
  if (mark !== null && mark !== 0n) return null;
  return { watermark: 0n, parts: partsOf(session, NOTHING) };
}

const NOTHING: readonly (readonly CreditLine[])[] = [];

async function* partsOf(
  session: Session,
  pages: AsyncIterable<readonly CreditLine[]> | Iterable<readonly CreditLine[]>,
): AsyncGenerator<string> {
  const columns = session.role === "partner" ? COLUMNS : [...COLUMNS, ...VENDOR_COLUMNS];
  yield csvOf(columns, [], { header: true });
  for await (const lines of pages) {
    yield csvOf(columns, lines, { header: false });
  }
}

const text = (name: string, value: (line: CreditLine) => string | null): CsvColumn<CreditLine> => ({
  name,
  kind: "text",
  value,
});
const number = (
  name: string,
  value: (line: CreditLine) => string | null,
): CsvColumn<CreditLine> => ({
  name,
  kind: "number",
  value,
});

const COLUMNS: readonly CsvColumn<CreditLine>[] = [
  text("credit_id", (line) => idOf("crd", line.id)),
  text("state", (line) => line.state),
  text("partner_id", (line) => idOf("prt", line.partner_id)),
  text("partner_name", (line) => line.partner_name),
  text("program_name", (line) => line.program_name),
  number("program_version", (line) => String(line.program_version)),
  text("milestone", (line) => line.milestone),
  text("lead_id", (line) => idOf("lead", line.lead_id)),
  text("lead_external_ref", (line) => line.external_reference),
  text("customer_name", (line) => line.company_name),
  number("attribution_weight_pct", (line) => percentOf(line.weight_ppm)),
  number("award_gross", (line) => amountOf(line.award_gross_minor, line.currency)),
  number("share_amount", (line) => amountOf(line.share_minor, line.currency)),
  text("currency", (line) => line.currency),
  number("exponent", (line) => String(exponentFor(line.currency))),
  number("amount_minor", (line) => line.share_minor.toString()),
  { name: "event_at_utc", kind: "date", value: (line) => line.earned_at.toISOString() },
  { name: "effective_date", kind: "date", value: (line) => line.effective_on },
];

/** What is the vendor's own: the award, and its posting's place in the chain. */
const VENDOR_COLUMNS: readonly CsvColumn<CreditLine>[] = [
  text("award_id", (line) => idOf("awd", line.award_id)),
  number("posted_seq", (line) => line.posted_seq?.toString() ?? null),
];

/** 333,333 ppm → 33.3333 */
function percentOf(ppm: number): string {
  const digits = String(ppm).padStart(5, "0");
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

function amountOf(minor: bigint, currency: string): string {
  if (!isCurrency(currency)) throw new Error(`a credit is in an unknown currency ${currency}`);
  return formatAmount(money(minor, currency));
}

function exponentFor(currency: string): number {
  if (!isCurrency(currency)) throw new Error(`a credit is in an unknown currency ${currency}`);
  return exponentOf(currency);
}
