import { uuidOf } from "../../kernel/index.ts";
import type { LeadId } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RuleToApply } from "../domain/award.ts";

/** Whether a lead's award by a rule was taken back, and it has none of it that counts. */
export type IsTakenBack = (rule: Pick<RuleToApply, "programId" | "ruleKey">) => boolean;

/** By which rules what a lead had earned at a milestone was taken back. */
export async function readTakenBack(
  tx: Transaction,
  leadId: LeadId,
  milestone: string,
): Promise<IsTakenBack> {
  const rows = await tx.read<{ incentive_program_id: string; rule_key: string }>(sql`
    select a.incentive_program_id, a.rule_key
    from award as a
    where a.lead_id = ${uuidOf(leadId)}::uuid and a.milestone = ${milestone}::text and a.kind <> 'TRUE_UP'
    group by a.incentive_program_id, a.rule_key
    having bool_and(a.reversed_at is not null)`);
  return ({ programId, ruleKey }) =>
    rows.some((row) => row.incentive_program_id === uuidOf(programId) && row.rule_key === ruleKey);
}
