import { formatAmount, isCurrency, money } from "../../kernel/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { Told } from "../domain/write-mail.ts";

import type { TakenNotice } from "./notice-store.ts";

/** What there is to tell of a partner's statement. */
export async function readStatementTold(
  database: Database,
  session: Session,
  { occasionUuid }: Pick<TakenNotice, "occasionUuid">,
): Promise<Told | null> {
  const row = await database.readOne<{
    number: number;
    month: string;
    currency: string;
    opening: string;
    closing: string;
  }>(
    session,
    sql`
      select own.number, to_char(own.starts_on, 'YYYY-MM') as month, own.currency,
        (own.opening_accrued_minor + own.opening_held_minor + own.opening_payable_minor + own.opening_transit_minor
          + own.opening_receivable_minor)::text as opening,
        (own.closing_accrued_minor + own.closing_held_minor + own.closing_payable_minor + own.closing_transit_minor
          + own.closing_receivable_minor)::text as closing
      from partner_statement as own
      where ${ownRows(session, "own")} and own.id = ${occasionUuid}::uuid`,
  );
  if (!row) return null;
  const { number, month, currency } = row;
  if (!isCurrency(currency)) throw new Error(`a statement is in ${currency}`);
  const told = (minor: string): string =>
    `${formatAmount(money(BigInt(minor), currency))} ${currency}`;
  return {
    of: "STATEMENT",
    statement: { number, month, opening: told(row.opening), closing: told(row.closing) },
  };
}
