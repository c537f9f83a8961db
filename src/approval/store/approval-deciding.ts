import { liveInstalments } from "../../incentives/index.ts";
import type {
  ApprovalProposalId,
  CreditApprovalId,
  CreditId,
  IncentiveProgramId,
  JournalTransactionId,
  Money,
  PartnerId,
  Refusal,
} from "../../kernel/index.ts";
import { idOf, refuse, uuidOf } from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import { isObstacle } from "../domain/approval.ts";
import type { ApprovalProposalState, Obstructed, StandingApproval } from "../domain/approval.ts";

import { inCurrency } from "./approval-proposing.ts";

/** What was proposed, locked until the transaction ends; null where there is no such proposal. */
export async function lockApproval(
  tx: Transaction,
  id: ApprovalProposalId,
  actorId: string,
): Promise<StandingApproval | null> {
  const row = await tx.readOne<{
    state: ApprovalProposalState;
    selection_hash: string;
    proposed_at: Date;
    expires_at: Date;
    is_own: boolean;
  }>(sql`
    select proposal.state, proposal.selection_hash, proposal.proposed_at, proposal.expires_at,
      app.needs_another_person(${actorId}::uuid, proposal.proposed_by) as is_own
    from approval_proposal as proposal
    where proposal.id = ${uuidOf(id)}::uuid
    for no key update of proposal`);
  return (
    row && {
      state: row.state,
      selectionHash: row.selection_hash,
      proposedAt: row.proposed_at,
      expiresAt: row.expires_at,
      isOwn: row.is_own,
    }
  );
}

/** Nobody holds, changes or takes back the credits of a proposal until the transaction ends. */
export async function lockCreditsOf(tx: Transaction, id: ApprovalProposalId): Promise<void> {
  const proposal = uuidOf(id);
  await Promise.all([
    tx.read(sql`
      select app.await_credit_of(earning.partner_id)
      from (
        select distinct item.partner_id
        from approval_item as item
        where item.proposal_id = ${proposal}::uuid
        order by item.partner_id) as earning`),
    tx.read(sql`
      select
      from credit as k
      where (k.partner_id, k.id) in (
        select item.partner_id, item.credit_id from approval_item as item where item.proposal_id = ${proposal}::uuid)
      order by k.id
      for no key update of k`),
  ]);
}

/**
 * Credits of a proposal whose partner is to be held since a tax form is missing, each partner asked once: the repeat that holds
 * may not have come to it.
 */
export const untaxedOf = (id: ApprovalProposalId, at: Date): Sql => sql`
    select item.credit_id, 'TAX_FORM' as obstacle
    from (
      select distinct item.partner_id
      from approval_item as item
      where item.proposal_id = ${uuidOf(id)}::uuid) as earning
    join approval_item as item on item.proposal_id = ${uuidOf(id)}::uuid and item.partner_id = earning.partner_id
    where app.missing_tax_form_that(earning.partner_id, (${at}::timestamptz at time zone 'UTC')::date, 'HOLD') is not null`;

/** What stands in the way of somebody's approving a proposal. */
export async function readObstructed(
  tx: Transaction,
  id: ApprovalProposalId,
  { actorId, at }: { readonly actorId: string; readonly at: Date },
): Promise<readonly Obstructed[]> {
  interface Found extends Record<string, unknown> {
    readonly credit_id: string;
    readonly obstacle: string;
  }
  const [asked, untaxed] = await Promise.all([
    tx.read<Found>(sql`
      select distinct on (found.credit_id) found.credit_id, found.obstacle
      from app.obstacles_of_proposal(${uuidOf(id)}::uuid, ${actorId}::uuid) as found
      order by found.credit_id`),
    tx.read<Found>(untaxedOf(id, at)),
  ]);
  const first = new Map([...untaxed, ...asked].map((row) => [row.credit_id, row.obstacle]));
  return [...first]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([creditId, found]) => {
      if (!isObstacle(found)) throw new Error(`a credit is not approved for ${found}`);
      return { creditId: idOf("crd", creditId), obstacle: found };
    });
}

/** A credit that is to become payable. */
export interface Proposed {
  readonly creditId: CreditId;
  readonly partnerId: PartnerId;
  readonly programId: IncentiveProgramId;
  readonly amount: Money;
  /** What of it has not vested by its program's day. */
  readonly heldMinor: bigint;
  readonly timeZone: string;
  /** The volume for which it counts, a uuid; null where for none. */
  readonly windowId: string | null;
}

export async function readProposed(
  tx: Transaction,
  id: ApprovalProposalId,
  at: Date,
): Promise<readonly Proposed[]> {
  const rows = await tx.read<{
    credit_id: string;
    partner_id: string;
    program_id: string;
    amount_minor: string;
    currency: string;
    held_minor: string;
    time_zone: string;
    window_id: string | null;
  }>(sql`
    select item.credit_id, item.partner_id, program.id as program_id, item.amount_minor::text as amount_minor, item.currency,
      coalesce((
        select sum(held.minor)
        from (${liveInstalments(sql`item.partner_id`, sql`item.credit_id`)}) as held
        where held.due_on > (${at}::timestamptz at time zone program.time_zone)::date), 0)::text as held_minor,
      program.time_zone, coalesce(award.volume_window_id, unit.window_id) as window_id
    from approval_item as item
    join credit as k on k.partner_id = item.partner_id and k.id = item.credit_id
    join award on award.id = k.award_id
    join incentive_program as program on program.id = award.incentive_program_id
    left join volume_unit as unit on unit.award_id = award.id
    where item.proposal_id = ${uuidOf(id)}::uuid
    order by item.partner_id, program.id, item.credit_id`);
  return rows.map((row) => ({
    creditId: idOf("crd", row.credit_id),
    partnerId: idOf("prt", row.partner_id),
    programId: idOf("inc", row.program_id),
    amount: inCurrency(row.amount_minor, row.currency),
    heldMinor: BigInt(row.held_minor),
    timeZone: row.time_zone,
    windowId: row.window_id,
  }));
}

const decidedBefore = (): Refusal =>
  refuse("ALREADY_DONE", "The proposal was decided before.", { path: ["approvalProposalId"] });

/** Queues what became of a proposal. */
export function queueApprovalDecided(
  tx: Transaction,
  id: ApprovalProposalId,
  said: {
    readonly isApproved: boolean;
    readonly note: string | null;
    readonly at: Date;
    readonly by: string;
  },
): void {
  const state = said.isApproved ? "APPROVED" : "DECLINED";
  tx.queue(
    sql`
      update approval_proposal
      set decided_at = ${said.at}::timestamptz, decided_by = ${said.by}::uuid, state = ${state}::text, note = ${said.note}::text
      where id = ${uuidOf(id)}::uuid`,
    {
      approval_proposal_ends_once: decidedBefore,
      // somebody was quicker
      approval_proposal_unobstructed: TRY_AGAIN,
      approval_proposal_policy_in_force: TRY_AGAIN,
      approval_proposal_policy_unobstructed: TRY_AGAIN,
      approval_proposal_policy_month: TRY_AGAIN,
      credit_approval_live: TRY_AGAIN,
    },
  );
}

/** Queues that credits are payable. */
export function queueApprovals(
  tx: Transaction,
  said: {
    readonly proposalId: ApprovalProposalId;
    readonly at: Date;
    readonly approved: readonly (Proposed & {
      readonly id: CreditApprovalId;
      readonly postingId: JournalTransactionId;
    })[];
  },
): void {
  const { approved } = said;
  tx.queue(sql`
    insert into credit_approval (id, partner_id, credit_id, proposal_id, amount_minor, held_minor, posting_id, approved_at)
    select item.id, item.partner_id, item.credit_id, ${uuidOf(said.proposalId)}::uuid, item.amount_minor, item.held_minor,
      item.posting_id, ${said.at}::timestamptz
    from unnest(${approved.map(({ id }) => uuidOf(id))}::uuid[], ${approved.map(({ partnerId }) => uuidOf(partnerId))}::uuid[],
      ${approved.map(({ creditId }) => uuidOf(creditId))}::uuid[], ${approved.map(({ amount }) => amount.minor)}::bigint[],
      ${approved.map(({ heldMinor }) => heldMinor)}::bigint[], ${approved.map(({ postingId }) => uuidOf(postingId))}::uuid[])
      as item (id, partner_id, credit_id, amount_minor, held_minor, posting_id)`);
}
