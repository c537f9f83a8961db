import type { ApprovalPolicyId, IncentiveProgramId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import { policyDecidedBefore } from "../domain/policy.ts";
import type { ApprovalPolicyState, PolicyTerms, StandingPolicy } from "../domain/policy.ts";

/** The currency of an incentive program; null where there is no such program. */
export async function readCurrencyOf(
  tx: Transaction,
  programId: IncentiveProgramId,
): Promise<string | null> {
  const row = await tx.readOne<{ currency: string }>(sql`
    select program.currency
    from incentive_program as program
    where program.id = ${uuidOf(programId)}::uuid`);
  return row?.currency ?? null;
}

interface Said {
  readonly at: Date;
  readonly by: string;
}

export function queuePolicy(
  tx: Transaction,
  id: ApprovalPolicyId,
  terms: PolicyTerms,
  { at, by }: Said,
): void {
  const program = terms.programId === null ? null : uuidOf(terms.programId);
  tx.queue(sql`
    insert into approval_policy (id, currency, program_id, most_per_credit_minor, most_per_month_minor, delay_days, reason,
      drafted_by, drafted_at)
    values (${uuidOf(id)}::uuid, ${terms.currency}::text, ${program}::uuid, ${terms.mostPerCreditMinor}::bigint,
      ${terms.mostPerMonthMinor}::bigint, ${terms.delayDays}::integer, ${terms.reason}::text, ${by}::uuid, ${at}::timestamptz)`);
}

/** A policy, locked until the transaction ends: nothing is approved by it meanwhile. Null where there is none. */
export async function lockPolicy(
  tx: Transaction,
  id: ApprovalPolicyId,
  actorId: string,
): Promise<StandingPolicy | null> {
  const row = await tx.readOne<{
    state: ApprovalPolicyState;
    currency: string;
    program_id: string | null;
    drafted_at: Date;
    decided_at: Date | null;
    is_own: boolean;
  }>(sql`
    select policy.state, policy.currency, policy.program_id, policy.drafted_at, policy.decided_at,
      app.needs_another_person(${actorId}::uuid, policy.drafted_by) as is_own
    from approval_policy as policy
    where policy.id = ${uuidOf(id)}::uuid
    for no key update of policy`);
  return (
    row && {
      ...{ state: row.state, currency: row.currency, programId: row.program_id },
      ...{ draftedAt: row.drafted_at, decidedAt: row.decided_at, isOwn: row.is_own },
    }
  );
}

export function queuePolicyDecided(
  tx: Transaction,
  id: ApprovalPolicyId,
  said: Said & { readonly isApproved: boolean; readonly note: string | null },
): void {
  const state: ApprovalPolicyState = said.isApproved ? "IN_FORCE" : "DECLINED";
  // behind the end of the one whose place it takes
  tx.queueAfter(
    sql`
      update approval_policy
      set state = ${state}::text, decided_by = ${said.by}::uuid, decided_at = ${said.at}::timestamptz, note = ${said.note}::text
      where id = ${uuidOf(id)}::uuid`,
    { approval_policy_goes_on: policyDecidedBefore, approval_policy_one_in_force: TRY_AGAIN },
  );
}

/** Queues the end of the policy in force whose place another one takes, if there is one. */
export function queuePolicyReplaced(
  tx: Transaction,
  id: ApprovalPolicyId,
  { currency, programId }: Pick<StandingPolicy, "currency" | "programId">,
  { at, by }: Said,
): void {
  tx.queue(sql`
    update approval_policy
    set state = 'ENDED', ended_by = ${by}::uuid, ended_at = greatest(${at}::timestamptz, decided_at),
      end_reason = ${`${id} took its place`}::text
    where state = 'IN_FORCE' and currency = ${currency}::text and program_id is not distinct from ${programId}::uuid`);
}

export function queuePolicyEnded(
  tx: Transaction,
  id: ApprovalPolicyId,
  said: Said & { readonly reason: string },
): void {
  tx.queue(sql`
    update approval_policy
    set state = 'ENDED', ended_by = ${said.by}::uuid, ended_at = ${said.at}::timestamptz, end_reason = ${said.reason}::text
    where id = ${uuidOf(id)}::uuid`);
}
