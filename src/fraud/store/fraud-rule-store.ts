import type { FraudRuleId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { LostRace, sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { FraudRule, FraudRuleSettings } from "../domain/fraud-rule.ts";

interface RuleRow {
  readonly rule: FraudRule;
  readonly is_watched: boolean;
  readonly most_leads: number | null;
  readonly within_minutes: number | null;
}

const settingsOf = (row: RuleRow): FraudRuleSettings => {
  const { most_leads: mostLeads, within_minutes: withinMinutes } = row;
  return {
    rule: row.rule,
    isWatched: row.is_watched,
    burst: mostLeads === null || withinMinutes === null ? null : { mostLeads, withinMinutes },
  };
};

/** The rules in force. */
export async function readFraudRules(tx: Transaction): Promise<readonly FraudRuleSettings[]> {
  const rows = await tx.read<RuleRow>(sql`
    select rule, is_watched, most_leads, within_minutes
    from fraud_rule
    where replaced_at is null
    order by id`);
  return rows.map(settingsOf);
}

/** A rule as it is in force, and since when; locked until the transaction ends. */
export async function lockFraudRule(
  tx: Transaction,
  rule: FraudRule,
): Promise<FraudRuleSettings & { readonly setAt: Date }> {
  const row = await tx.readOne<RuleRow & { readonly set_at: Date }>(sql`
    select rule, is_watched, most_leads, within_minutes, set_at
    from fraud_rule
    where rule = ${rule}::text and replaced_at is null
    for no key update`);
  // whoever was quicker has just put another in its place
  if (!row) throw new LostRace();
  return { ...settingsOf(row), setAt: row.set_at };
}

/** Queues that a rule is set anew, in the place of what was in force. */
export function queueFraudRule(
  tx: Transaction,
  id: FraudRuleId,
  { rule, isWatched, burst }: FraudRuleSettings,
  said: { readonly reason: string; readonly at: Date; readonly by: string },
): void {
  tx.queue(sql`
    update fraud_rule set replaced_at = ${said.at}::timestamptz where rule = ${rule}::text and replaced_at is null`);
  tx.queueAfter(
    sql`
      insert into fraud_rule (id, rule, is_watched, most_leads, within_minutes, reason, set_by, set_at)
      values (${uuidOf(id)}::uuid, ${rule}::text, ${isWatched}::boolean, ${burst?.mostLeads ?? null}::integer,
        ${burst?.withinMinutes ?? null}::integer, ${said.reason}::text, ${said.by}::uuid, ${said.at}::timestamptz)`,
    { fraud_rule_one_in_force: TRY_AGAIN },
  );
}
