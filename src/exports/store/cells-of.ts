import type { Prefix } from "../../kernel/index.ts";
import { CURRENCIES, exponentOf, isCurrency, parseId, uuidOf } from "../../kernel/index.ts";
import { DEFAULT_ENTITY_ID } from "../../ledger/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { joinSql, sql, trustedText } from "../../platform/database/index.ts";

import type { Cut, MadeColumn } from "./dataset.ts";

/** Columns by their kind; an empty text is nothing. */
export const text = (name: string, cell: Sql): MadeColumn => ({
  ...{ name, kind: "text", cell: sql`nullif(${cell}, '')` },
});
export const integer = (name: string, cell: Sql): MadeColumn => ({ name, kind: "integer", cell });
export const amount = (name: string, cell: Sql): MadeColumn => ({ name, kind: "money", cell });
export const day = (name: string, cell: Sql): MadeColumn => ({ name, kind: "date", cell });
export const instant = (name: string, cell: Sql): MadeColumn => ({ name, kind: "instant", cell });
export const percent = (name: string, ppm: Sql): MadeColumn => ({
  ...{ name, kind: { decimals: 4 }, cell: ppm },
});
export const idColumn = (name: string, prefix: Prefix, cell: Sql): MadeColumn => ({
  ...{ name, kind: { id: prefix }, cell },
});
/** How many decimals the amounts of the row have, of a statement that joins `currency` under a name. */
export const exponent = (cell: Sql): MadeColumn => ({ name: "", kind: "exponent", cell });

/** The cells of columns, as a statement selects them. */
export const cellsOf = (columns: readonly MadeColumn[]): Sql =>
  joinSql(
    columns.map(({ cell }) => cell),
    ", ",
  );

const EXPONENTS = CURRENCIES.map((code) => `('${code}', ${exponentOf(code)})`).join(", ");
/** How many decimals amounts have, joined as `m` where the table of currencies may not be read. */
export const DECIMALS = sql`(values ${trustedText(EXPONENTS)}) as m (currency, exponent)`;

export const ENTITY_UUID = sql`${DEFAULT_ENTITY_ID}::uuid`;

/** The uuid of an id that was checked before it was kept. */
export function keptUuid(prefix: Prefix, id: string): string {
  const parsed = parseId(prefix, id);
  if (!parsed.ok) throw new Error(`an export was kept with ${id}, which is none of ${prefix}`);
  return uuidOf(parsed.id);
}

/** A file's statement takes no texts: a day goes in as its first instant, a currency as one of those in use. */
export const dayOf = (date: string): Sql =>
  sql`(${startOf(date)}::timestamptz at time zone 'UTC')::date`;
export const startOf = (date: string): Date => new Date(`${date}T00:00:00Z`);
export function codeOf(currency: string): Sql {
  if (!isCurrency(currency)) throw new Error("an export was kept with a currency not in use");
  return trustedText(`'${currency}'`);
}

/** Postings up to the cut, of its accounting dates, of a statement that joins them as `s` and `t`. */
export function isCut({ seq, from, until }: Cut): Sql {
  const given = [sql`s.entity_id = ${ENTITY_UUID} and s.seq <= ${seq}::bigint`];
  if (from !== null) given.push(sql`t.accounting_date >= ${dayOf(from)}`);
  if (until !== null) given.push(sql`t.accounting_date < ${dayOf(until)}`);
  return joinSql(given, " and ");
}

/** Accounts of the cut, joined as `account`. */
export function isOfAccount({ incentiveProgramId, currency }: Cut): Sql {
  const given = [sql`true`];
  if (incentiveProgramId !== null)
    given.push(sql`account.program_id = ${keptUuid("inc", incentiveProgramId)}::uuid`);
  if (currency !== null) given.push(sql`account.currency = ${codeOf(currency)}`);
  return joinSql(given, " and ");
}

/** Sealed postings with their lines and accounts. */
export const LINES = sql`
  from journal_seal as s
  join journal_txn as t on t.id = s.txn_id
  join journal_entry as entry on entry.txn_id = t.id
  join ledger_account as account on account.id = entry.account_id`;
