import type {
  BankEntryId,
  ClawbackId,
  JournalTransactionId,
  PartnerId,
  RepaymentProposalId,
} from "../../kernel/index.ts";
import { idOf, isCurrency, money, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import { decidedByAnother } from "../domain/bank-entry.ts";
import {
  repaidBefore,
  repaidByEntryBefore,
  repaymentDecided,
  shownByEntry,
} from "../domain/repayment.ts";
import type { StandingRepaymentProposal } from "../domain/repayment.ts";

interface Repaid {
  readonly clawbackId: ClawbackId;
  readonly partnerId: PartnerId;
  readonly minor: bigint;
  readonly receivedOn: string;
  readonly bankReference: string;
  readonly at: Date;
  readonly by: string;
}

/** Queues what a partner paid back, and what shows it; its posting has the same id. */
export function queueRepayment(
  tx: Transaction,
  said: Repaid & {
    readonly id: JournalTransactionId;
    readonly shownBy: BankEntryId | RepaymentProposalId;
  },
): void {
  const { shownBy } = said;
  const isByEntry = shownBy.startsWith("ben_");
  tx.queue(
    sql`
      insert into clawback_repayment (posting_id, partner_id, clawback_id, amount_minor, received_on, bank_reference, recorded_by,
        recorded_at, bank_entry_id, proposal_id)
      values (${uuidOf(said.id)}::uuid, ${uuidOf(said.partnerId)}::uuid, ${uuidOf(said.clawbackId)}::uuid, ${said.minor}::bigint,
        ${said.receivedOn}::date, ${said.bankReference}::text, ${said.by}::uuid, ${said.at}::timestamptz,
        ${isByEntry ? uuidOf(shownBy) : null}::uuid, ${isByEntry ? null : uuidOf(shownBy)}::uuid)`,
    {
      clawback_repayment_within_owed: TRY_AGAIN,
      clawback_repayment_within_entry: TRY_AGAIN,
      bank_entry_by_another: decidedByAnother,
      clawback_repayment_once: isByEntry ? repaidByEntryBefore : repaidBefore,
    },
  );
}

/** Whether the bank booked that of a claim before, as it was said; whatever of it waits for a decision counts. */
export async function wasToldBefore(
  tx: Transaction,
  {
    clawbackId,
    receivedOn,
    bankReference,
  }: Pick<Repaid, "clawbackId" | "receivedOn" | "bankReference">,
): Promise<boolean> {
  const row = await tx.readOne(sql`
    select
    from clawback_repayment as repaid
    where repaid.clawback_id = ${uuidOf(clawbackId)}::uuid and repaid.received_on = ${receivedOn}::date
      and repaid.bank_reference = ${bankReference}::text`);
  return row !== null;
}

/** Whether an entry of the bank that waits shows what is said of a claim. */
export async function isShownByEntry(
  tx: Transaction,
  {
    clawbackId,
    receivedOn,
    bankReference,
  }: Pick<Repaid, "clawbackId" | "receivedOn" | "bankReference">,
): Promise<boolean> {
  const row = await tx.readOne(sql`
    select
    from credit_clawback as clawed
    join credit as own on own.partner_id = clawed.partner_id and own.id = clawed.credit_id
    join bank_entry as entry on entry.state = 'UNMATCHED' and entry.direction = 'CREDIT' and entry.currency = own.currency
      and entry.booked_on = ${receivedOn}::date and entry.reference = ${bankReference}::text
    where clawed.posting_id = ${uuidOf(clawbackId)}::uuid
    limit 1`);
  return row !== null;
}

/** Queues what somebody says that a partner paid back. */
export function queueRepaymentProposal(
  tx: Transaction,
  said: Repaid & { readonly id: RepaymentProposalId; readonly evidence: string },
): void {
  tx.queue(
    sql`
      insert into clawback_repayment_proposal (id, partner_id, clawback_id, amount_minor, received_on, bank_reference, evidence,
        proposed_by, proposed_at)
      values (${uuidOf(said.id)}::uuid, ${uuidOf(said.partnerId)}::uuid, ${uuidOf(said.clawbackId)}::uuid, ${said.minor}::bigint,
        ${said.receivedOn}::date, ${said.bankReference}::text, ${said.evidence}::text, ${said.by}::uuid, ${said.at}::timestamptz)`,
    {
      clawback_repayment_within_owed: TRY_AGAIN,
      clawback_repayment_proposal_once: repaidBefore,
    },
  );
}

/** What somebody says that a partner paid back, locked; null where nobody did. */
export async function lockRepaymentProposal(
  tx: Transaction,
  id: RepaymentProposalId,
  actorId: string,
): Promise<StandingRepaymentProposal | null> {
  const row = await tx.readOne<{
    state: StandingRepaymentProposal["state"];
    clawback_id: string;
    minor: string;
    currency: string;
    received_on: string;
    bank_reference: string;
    proposed_at: Date;
    is_own: boolean;
    is_of_own_partner: boolean;
  }>(sql`
    select proposed.state, proposed.clawback_id, proposed.amount_minor::text as minor, own.currency,
      proposed.received_on::text as received_on, proposed.bank_reference, proposed.proposed_at,
      app.needs_another_person(${actorId}::uuid, proposed.proposed_by) as is_own,
      app.has_worked_for(${actorId}::uuid, proposed.partner_id) as is_of_own_partner
    from clawback_repayment_proposal as proposed
    join credit_clawback as clawed on clawed.partner_id = proposed.partner_id and clawed.posting_id = proposed.clawback_id
    join credit as own on own.partner_id = clawed.partner_id and own.id = clawed.credit_id
    where proposed.id = ${uuidOf(id)}::uuid
    for no key update of proposed`);
  if (!row) return null;
  if (!isCurrency(row.currency)) throw new Error(`something is owed in ${row.currency}`);
  return {
    state: row.state,
    clawbackId: idOf("clw", row.clawback_id),
    amount: money(BigInt(row.minor), row.currency),
    receivedOn: row.received_on,
    bankReference: row.bank_reference,
    proposedAt: row.proposed_at,
    isOwn: row.is_own,
    isOfOwnPartner: row.is_of_own_partner,
  };
}

/** Queues what somebody else says to a proposal; with its posting where it is approved. */
export function queueRepaymentDecided(
  tx: Transaction,
  said: {
    readonly id: RepaymentProposalId;
    readonly postingId: JournalTransactionId | null;
    readonly note: string | null;
    readonly at: Date;
    readonly by: string;
  },
): void {
  const state = said.postingId === null ? "DECLINED" : "APPROVED";
  tx.queue(
    sql`
      update clawback_repayment_proposal
      set state = ${state}::text, decided_at = ${said.at}::timestamptz, decided_by = ${said.by}::uuid, note = ${said.note}::text,
        posting_id = ${said.postingId && uuidOf(said.postingId)}::uuid
      where id = ${uuidOf(said.id)}::uuid`,
    {
      clawback_repayment_proposal_ends_once: repaymentDecided,
      clawback_repayment_of_its_entry: shownByEntry,
    },
  );
}
