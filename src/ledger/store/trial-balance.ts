import type { PartnerId, IncentiveProgramId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import { DEFAULT_ENTITY_ID } from "../domain/posting.ts";

/** Of what a trial balance is made: what was sealed up to a number, narrowed by days and accounts. */
export interface TrialBalanceCut {
  /** A number of the chain; null for the last one. */
  readonly atSeq: string | null;
  /** Booked on this day or earlier. */
  readonly accountingTo: string | null;
  /** About this day or earlier. */
  readonly effectiveTo: string | null;
  readonly partnerId: PartnerId | null;
  readonly programId: IncentiveProgramId | null;
}

/** An account with what was posted to it, or, where there is none, the mark alone. */
export type TrialBalanceLine = {
  /** The number of the last posting that is in. */
  mark: string;
  hash: string;
  account_id: string | null;
  role: string;
  partner_id: string | null;
  program_id: string | null;
  currency: string;
  debit_minor: string;
  credit_minor: string;
};

/**
 * Accounts with their debits and credits up to a seal, by currency and role, so many at most; nothing where no posting has
 * that number. What is sealed never changes, so neither does the answer, whatever is posted later.
 */
export function readTrialBalance(
  database: Database,
  session: Session,
  cut: TrialBalanceCut,
  most: number,
): Promise<readonly TrialBalanceLine[]> {
  const entity = sql`${DEFAULT_ENTITY_ID}::uuid`;
  const wanted = cut.atSeq === null ? sql`true` : sql`link.seq = ${cut.atSeq}::bigint`;
  return database.read<TrialBalanceLine>(
    session,
    sql`
      with mark as (
        select link.seq, link.hash
        from journal_seal as link
        where link.entity_id = ${entity} and ${wanted}
        order by link.seq desc
        limit 1
      ), summed as (
        select entry.account_id,
          coalesce(sum(entry.amount_minor) filter (where entry.amount_minor > 0), 0) as debit_minor,
          coalesce(-sum(entry.amount_minor) filter (where entry.amount_minor < 0), 0) as credit_minor
        from journal_seal as seal
        join journal_txn as txn on txn.id = seal.txn_id
        join journal_entry as entry on entry.txn_id = seal.txn_id
        where seal.entity_id = ${entity} and seal.seq <= (select mark.seq from mark) and ${daysOf(cut)}
        group by entry.account_id
      )
      select mark.seq::text as mark, encode(mark.hash, 'hex') as hash, account.id as account_id, account.role,
        account.partner_id, account.program_id, account.currency, summed.debit_minor::text, summed.credit_minor::text
      from mark
      left join (
        summed
        join ledger_account as account on account.id = summed.account_id and ${accountsOf(cut)}
      ) on true
      order by account.currency, account.role, account.partner_id, account.program_id, account.id
      limit ${most}::integer`,
  );
}

function daysOf({ accountingTo, effectiveTo }: TrialBalanceCut): Sql {
  const given: Sql[] = [sql`true`];
  if (accountingTo !== null) given.push(sql`txn.accounting_date <= ${accountingTo}::date`);
  if (effectiveTo !== null) given.push(sql`txn.effective_date <= ${effectiveTo}::date`);
  return joinSql(given, " and ");
}

function accountsOf({ partnerId, programId }: TrialBalanceCut): Sql {
  const given: Sql[] = [sql`true`];
  if (partnerId !== null) given.push(sql`account.partner_id = ${uuidOf(partnerId)}::uuid`);
  if (programId !== null) given.push(sql`account.program_id = ${uuidOf(programId)}::uuid`);
  return joinSql(given, " and ");
}
