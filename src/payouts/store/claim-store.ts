import type {
  ClawbackId,
  Currency,
  JournalTransactionId,
  PartnerId,
  WriteOffId,
} from "../../kernel/index.ts";
import { idOf, isCurrency, money, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import { alreadyProposed, writeOffDecided } from "../domain/clawback.ts";
import type { StandingClawback, StandingWriteOff } from "../domain/clawback.ts";
import type { Claim } from "../domain/set-off.ts";

/**
 * What partners owe back in a currency and may be set off, the oldest first; not what is disputed. Whoever holds the partners' credit
 * keeps it as it is.
 */
export async function readClaims(
  tx: Transaction,
  currency: Currency,
  partnerIds: readonly PartnerId[],
): Promise<ReadonlyMap<PartnerId, readonly Claim[]>> {
  const rows = await tx.read<{
    id: string;
    partner_id: string;
    credit_id: string;
    program_id: string;
    minor: string;
  }>(sql`
    select clawed.posting_id as id, clawed.partner_id, clawed.credit_id, award.incentive_program_id as program_id,
      owed.minor::text as minor
    from credit_clawback as clawed
    join credit as own on own.partner_id = clawed.partner_id and own.id = clawed.credit_id and own.currency = ${currency}::text
    join award on award.id = own.award_id
    cross join lateral (
      select app.outstanding_of_clawback(clawed.partner_id, clawed.posting_id) as minor
    ) as owed
    where clawed.partner_id = any(${partnerIds.map(uuidOf)}::uuid[]) and clawed.ended_at is null and owed.minor > 0
      and not app.is_clawback_disputed(clawed.partner_id, clawed.credit_id)
    order by clawed.clawed_at, clawed.posting_id`);
  const claims = rows.map((row) => ({
    clawbackId: idOf("clw", row.id),
    partnerId: idOf("prt", row.partner_id),
    creditId: idOf("crd", row.credit_id),
    programId: idOf("inc", row.program_id),
    minor: BigInt(row.minor),
  }));
  return Map.groupBy(claims, ({ partnerId }) => partnerId);
}

function currencyOf(text: string): Currency {
  if (!isCurrency(text)) throw new Error(`something is owed in ${text}`);
  return text;
}

/** What a partner owes back of a credit. Nothing is set off, paid back or written off of it until the transaction ends. */
export async function lockClawback(
  tx: Transaction,
  id: ClawbackId,
  actorId: string,
): Promise<StandingClawback | null> {
  const [, rows] = await Promise.all([
    tx.read(sql`
      select app.await_credit_of(clawed.partner_id)
      from credit_clawback as clawed
      where clawed.posting_id = ${uuidOf(id)}::uuid`),
    tx.read<{
      partner_id: string;
      credit_id: string;
      program_id: string;
      outstanding: string | null;
      currency: string;
      clawed_at: Date;
      clawed_on: string;
      time_zone: string;
      is_of_own_partner: boolean;
    }>(sql`
      select clawed.partner_id, clawed.credit_id, program.id as program_id, own.currency, clawed.clawed_at, program.time_zone,
        app.outstanding_of_clawback(clawed.partner_id, clawed.posting_id)::text as outstanding,
        txn.effective_date::text as clawed_on, app.has_worked_for(${actorId}::uuid, clawed.partner_id) as is_of_own_partner
      from credit_clawback as clawed
      join journal_txn as txn on txn.id = clawed.posting_id
      join credit as own on own.partner_id = clawed.partner_id and own.id = clawed.credit_id
      join award on award.id = own.award_id
      join incentive_program as program on program.id = award.incentive_program_id
      where clawed.posting_id = ${uuidOf(id)}::uuid`),
  ]);
  const [row] = rows;
  return row
    ? {
        partnerId: idOf("prt", row.partner_id),
        creditId: idOf("crd", row.credit_id),
        programId: idOf("inc", row.program_id),
        outstanding:
          row.outstanding === null
            ? null
            : money(BigInt(row.outstanding), currencyOf(row.currency)),
        clawedAt: row.clawed_at,
        clawedOn: row.clawed_on,
        timeZone: row.time_zone,
        isOfOwnPartner: row.is_of_own_partner,
      }
    : null;
}

/** Queues what somebody proposes not to ask for any more. */
export function queueWriteOff(
  tx: Transaction,
  said: {
    readonly id: WriteOffId;
    readonly clawbackId: ClawbackId;
    readonly partnerId: PartnerId;
    readonly minor: bigint;
    readonly reason: string;
    readonly at: Date;
    readonly by: string;
  },
): void {
  tx.queue(
    sql`
      insert into clawback_write_off (id, partner_id, clawback_id, amount_minor, reason, proposed_by, proposed_at)
      values (${uuidOf(said.id)}::uuid, ${uuidOf(said.partnerId)}::uuid, ${uuidOf(said.clawbackId)}::uuid, ${said.minor}::bigint,
        ${said.reason}::text, ${said.by}::uuid, ${said.at}::timestamptz)`,
    { clawback_write_off_one_waiting: alreadyProposed, clawback_write_off_within_owed: TRY_AGAIN },
  );
}

/** A proposal to write something off, locked; null where there is none. */
export async function lockWriteOff(
  tx: Transaction,
  id: WriteOffId,
  actorId: string,
): Promise<StandingWriteOff | null> {
  const row = await tx.readOne<{
    state: StandingWriteOff["state"];
    clawback_id: string;
    minor: string;
    currency: string;
    proposed_at: Date;
    is_own: boolean;
    is_of_own_partner: boolean;
  }>(sql`
    select proposed.state, proposed.clawback_id, proposed.amount_minor::text as minor, own.currency, proposed.proposed_at,
      app.needs_another_person(${actorId}::uuid, proposed.proposed_by) as is_own,
      app.has_worked_for(${actorId}::uuid, proposed.partner_id) as is_of_own_partner
    from clawback_write_off as proposed
    join credit_clawback as clawed on clawed.partner_id = proposed.partner_id and clawed.posting_id = proposed.clawback_id
    join credit as own on own.partner_id = clawed.partner_id and own.id = clawed.credit_id
    where proposed.id = ${uuidOf(id)}::uuid
    for no key update of proposed`);
  return (
    row && {
      state: row.state,
      clawbackId: idOf("clw", row.clawback_id),
      amount: money(BigInt(row.minor), currencyOf(row.currency)),
      proposedAt: row.proposed_at,
      isOwn: row.is_own,
      isOfOwnPartner: row.is_of_own_partner,
    }
  );
}

/** Queues what somebody else says to a proposal; with its posting where it is approved. */
export function queueWriteOffDecided(
  tx: Transaction,
  said: {
    readonly id: WriteOffId;
    readonly postingId: JournalTransactionId | null;
    readonly note: string | null;
    readonly at: Date;
    readonly by: string;
  },
): void {
  const state = said.postingId === null ? "DECLINED" : "APPROVED";
  tx.queue(
    sql`
      update clawback_write_off
      set state = ${state}::text, decided_at = ${said.at}::timestamptz, decided_by = ${said.by}::uuid, note = ${said.note}::text,
        posting_id = ${said.postingId && uuidOf(said.postingId)}::uuid
      where id = ${uuidOf(said.id)}::uuid`,
    { clawback_write_off_ends_once: writeOffDecided, clawback_write_off_within_owed: TRY_AGAIN },
  );
}
