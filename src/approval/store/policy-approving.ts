import type {
  ApprovalPolicyId,
  ApprovalProposalId,
  CreditId,
  PartnerId,
} from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { MOST_CREDITS } from "../domain/approval.ts";

import { untaxedOf } from "./approval-deciding.ts";
import { inCurrency, isToApprove } from "./approval-proposing.ts";
import type { ToApprove } from "./approval-proposing.ts";

/** A partner of whom a policy has something to approve. */
export interface DuePolicy {
  readonly policyId: ApprovalPolicyId;
  readonly partnerId: PartnerId;
}

// credit of a volume of which its partner has less goes together, and by persons
const dueOf = (at: Date): Sql => sql`
      select policy.id as policy_id, k.id, k.partner_id, k.currency, k.earned_at
      from approval_policy as policy
      join credit as k on k.currency = policy.currency
      where policy.state = 'IN_FORCE' and policy.decided_at <= ${at}::timestamptz and k.reversed_at is null and k.kind <> 'ADJUST'
        and k.earned_at < ${at}::timestamptz - make_interval(hours => 24 * policy.delay_days)
        and ${isToApprove({ partnerId: sql`k.partner_id`, id: sql`k.id` })}
        and not exists (select from app.obstacles_to_policy(policy.id, k.partner_id, k.id, ${at}::timestamptz))
        and k.id <> all(array(select volume.credit_id from app.volumes_with_less() as volume))`;

export async function readDuePolicies(
  database: Database,
  session: Session,
  at: Date,
): Promise<readonly DuePolicy[]> {
  const rows = await database.read<{ policy_id: string; partner_id: string }>(
    session,
    sql`
      select distinct due.policy_id, due.partner_id
      from (${dueOf(at)}) as due
      order by due.policy_id, due.partner_id`,
  );
  return rows.map((row) => ({
    policyId: idOf("pol", row.policy_id),
    partnerId: idOf("prt", row.partner_id),
  }));
}

/**
 * What a policy has to approve of a partner, the oldest first, with how much it still may this month. Until the
 * transaction ends nobody holds or approves credit of the partner, or changes these.
 */
export async function lockDue(
  tx: Transaction,
  { policyId, partnerId }: DuePolicy,
  at: Date,
  leftOut: readonly CreditId[],
): Promise<{ readonly credits: readonly ToApprove[]; readonly room: bigint }> {
  const [policy, partner] = [uuidOf(policyId), uuidOf(partnerId)];
  const which = sql`policy.id = ${policy}::uuid and k.partner_id = ${partner}::uuid
        and k.id <> all(${leftOut.map(uuidOf)}::uuid[])`;
  await tx.read(sql`select app.await_credit_of(${partner}::uuid)`);
  await tx.read(sql`
    select
    from credit as k
    where k.partner_id = ${partner}::uuid and k.id in (select due.id from (${dueOf(at)} and ${which}) as due)
    order by k.id
    for no key update of k`);
  const [rows, room] = await Promise.all([
    tx.read<{ id: string; currency: string; minor: string }>(sql`
      select due.id, due.currency, app.standing_of_credit(due.partner_id, due.id)::text as minor
      from (${dueOf(at)} and ${which}) as due
      order by due.earned_at, due.id
      limit ${MOST_CREDITS}::integer`),
    tx.readOne<{ minor: string }>(sql`
      select (policy.most_per_month_minor
        - app.approved_by_policy(policy.id, ${partner}::uuid, ${at}::timestamptz))::text as minor
      from approval_policy as policy
      where policy.id = ${policy}::uuid`),
  ]);
  const credits = rows.map(({ id, currency, minor }) => ({
    ...{ creditId: idOf("crd", id), partnerId, obstacle: null },
    amount: inCurrency(minor, currency),
  }));
  return { credits, room: BigInt(room?.minor ?? "0") };
}

/** What of a policy's proposal one of those who made the policy could not approve: their own doing, before all, and what a tax form is missing for. */
export async function readObstructedByMakers(
  tx: Transaction,
  id: ApprovalProposalId,
  at: Date,
): Promise<readonly CreditId[]> {
  const rows = await tx.read<{ credit_id: string }>(sql`
    select distinct found.credit_id
    from approval_proposal as proposal
    join approval_policy as policy on policy.id = proposal.policy_id
    cross join unnest(array[policy.drafted_by, policy.decided_by]) as maker
    cross join app.obstacles_of_proposal(proposal.id, maker) as found
    where proposal.id = ${uuidOf(id)}::uuid
    union
    select untaxed.credit_id
    from (${untaxedOf(id, at)}) as untaxed`);
  return rows.map((row) => idOf("crd", row.credit_id));
}
