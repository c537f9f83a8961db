import type { BankEntryId, BankStatementId, Currency, PayoutId } from "../../kernel/index.ts";
import { idOf, isCurrency, uuidOf } from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { NewId } from "../../platform/ids.ts";
import { chargedBefore, decidedByAnother } from "../domain/bank-entry.ts";
import type { BankEntryState, EntryOutcome } from "../domain/bank-entry.ts";
import type { BankEntryDirection, StatedEntry, StatedFile } from "../domain/stated-entry.ts";

/** "BANK": the lock of what the bank says, apart from all other advisory locks. */
const BANK = 0x42414e4b;

/** The statement that was imported of the same bytes; null where none was. Nobody else imports until the transaction ends. */
export async function lockImports(
  tx: Transaction,
  sha256: string,
): Promise<BankStatementId | null> {
  const locked = tx.read(sql`select pg_advisory_xact_lock(${BANK}::integer, 0)`);
  // sent together, but run in turn: this is how it stands behind the lock
  const found = tx.readOne<{ id: string }>(
    sql`select id from bank_statement where sha256 = ${sha256}::text`,
  );
  const [, row] = await Promise.all([locked, found]);
  return row && idOf("bst", row.id);
}

export interface DecidedEntry {
  readonly entry: StatedEntry;
  readonly outcome: EntryOutcome;
}

/** A file with what became of what it says. */
export interface DecidedStatement {
  readonly id: BankStatementId;
  readonly file: StatedFile;
  readonly entries: readonly DecidedEntry[];
  readonly sha256: string;
  readonly byteSize: bigint;
  readonly at: Date;
  readonly by: string;
}

/** Queues a file of the bank with all its entries. */
export function queueStatement(tx: Transaction, newId: NewId, statement: DecidedStatement): void {
  const { id, file, entries, sha256, byteSize, at, by } = statement;
  const count = (state: EntryOutcome["state"]): number =>
    entries.filter(({ outcome }) => outcome.state === state).length;
  tx.queue(sql`
    insert into bank_statement (id, format, message_id, account_ends, sha256, byte_size, entry_count, settled_count, returned_count,
      repeated_count, unmatched_count, imported_by, imported_at)
    values (${uuidOf(id)}::uuid, ${file.format}::text, ${file.messageId}::text, ${file.accountEnds}::text, ${sha256}::text,
      ${byteSize.toString()}::integer, ${entries.length}::integer, ${count("SETTLED")}::integer, ${count("RETURNED")}::integer,
      ${count("REPEATED")}::integer, ${count("UNMATCHED")}::integer, ${by}::uuid, ${at}::timestamptz)`);
  if (entries.length > 0) tx.queue(insertEntries(newId, id, entries));
}

function insertEntries(newId: NewId, id: BankStatementId, entries: readonly DecidedEntry[]): Sql {
  const of = <Value>(read: (each: DecidedEntry) => Value): Value[] => entries.map(read);
  return sql`
    insert into bank_entry (id, statement_id, position, direction, is_reversal, amount_minor, currency, booked_on, end_to_end_id,
      reference, reason, information, state, obstacle, payout_id)
    select given.id, ${uuidOf(id)}::uuid, given.position, given.direction, given.is_reversal, given.minor, given.currency,
      given.booked_on, given.end_to_end_id, given.reference, given.reason, given.information, given.state, given.obstacle,
      given.payout_id
    from unnest(
      ${of(() => uuidOf(newId("ben")))}::uuid[], ${of(({ entry }) => entry.position)}::integer[],
      ${of(({ entry }) => entry.direction)}::text[], ${of(({ entry }) => entry.isReversal)}::boolean[],
      ${of(({ entry }) => entry.minor.toString())}::bigint[], ${of(({ entry }) => entry.currency)}::text[],
      ${of(({ entry }) => entry.bookedOn)}::date[], ${of(({ entry }) => entry.endToEndId)}::text[],
      ${of(({ entry }) => entry.reference)}::text[], ${of(({ entry }) => entry.reason)}::text[],
      ${of(({ entry }) => entry.information)}::text[], ${of(({ outcome }) => outcome.state)}::text[],
      ${of(({ outcome }) => (outcome.state === "UNMATCHED" ? outcome.obstacle : null))}::text[],
      ${of(({ outcome: { payoutId } }) => payoutId && uuidOf(payoutId))}::uuid[]
    ) as given (id, position, direction, is_reversal, minor, currency, booked_on, end_to_end_id, reference, reason, information,
      state, obstacle, payout_id)`;
}

/** An entry, locked. */
export interface StandingEntry {
  readonly id: BankEntryId;
  readonly state: BankEntryState;
  readonly direction: BankEntryDirection;
  readonly isReversal: boolean;
  readonly minor: bigint;
  readonly currency: Currency;
  readonly bookedOn: string;
  readonly reference: string;
  readonly reason: string | null;
  /** The payout that it names; null where it names none. */
  readonly namedId: PayoutId | null;
  /** What of it paid back what partners owed, in its smallest units. */
  readonly repaidMinor: bigint;
}

/** The entries of these that there are, locked in one order. */
export async function lockEntries(
  tx: Transaction,
  ids: readonly BankEntryId[],
): Promise<readonly StandingEntry[]> {
  const uuids = ids.map(uuidOf);
  const locked = tx.read<{
    id: string;
    state: BankEntryState;
    direction: BankEntryDirection;
    is_reversal: boolean;
    minor: string;
    currency: string;
    booked_on: string;
    reference: string;
    reason: string | null;
    payout_id: string | null;
  }>(sql`
    select id, state, direction, is_reversal, amount_minor::text as minor, currency, booked_on::text as booked_on, reference, reason,
      payout_id
    from bank_entry
    where id = any(${uuids}::uuid[])
    order by id
    for no key update`);
  // sent together, but run in turn: this is how it stands behind the lock
  const sums = tx.read<{ id: string; minor: string }>(sql`
    select id, app.repaid_of_entry(id)::text as minor from bank_entry where id = any(${uuids}::uuid[])`);
  const [rows, found] = await Promise.all([locked, sums]);
  const repaid = new Map(found.map(({ id, minor }) => [id, BigInt(minor)]));
  return rows.map(
    ({ id, is_reversal: isReversal, minor, currency, booked_on: bookedOn, payout_id, ...row }) => {
      if (!isCurrency(currency)) throw new Error(`a bank entry is in ${currency}`);
      return {
        ...{ ...row, id: idOf("ben", id), isReversal, minor: BigInt(minor), currency, bookedOn },
        namedId: payout_id === null ? null : idOf("pay", payout_id),
        repaidMinor: repaid.get(id) ?? 0n,
      };
    },
  );
}

/** Queues what a person decided of entries that waited. */
export function queueDecided(
  tx: Transaction,
  ids: readonly BankEntryId[],
  decided: {
    readonly state: "SETTLED" | "RETURNED" | "CHARGED" | "REPAID" | "SET_ASIDE";
    /** Of which payout it is; what it names stays where it is set aside. */
    readonly payoutId: PayoutId | null;
    /** What of it the bank took for itself. */
    readonly chargesMinor: bigint;
    readonly note: string;
    readonly at: Date;
    readonly by: string;
  },
): void {
  const payoutUuid = decided.payoutId && uuidOf(decided.payoutId);
  tx.queue(
    sql`
    update bank_entry
    set state = ${decided.state}::text, payout_id = coalesce(${payoutUuid}::uuid, payout_id), charges_minor = ${decided.chargesMinor.toString()}::bigint,
      note = ${decided.note}::text,
      decided_by = ${decided.by}::uuid, decided_at = ${decided.at}::timestamptz
    where id = any(${ids.map(uuidOf)}::uuid[])`,
    {
      bank_entry_by_another: decidedByAnother,
      bank_entry_charged_once: chargedBefore,
      bank_entry_repaid: TRY_AGAIN,
    },
  );
}
