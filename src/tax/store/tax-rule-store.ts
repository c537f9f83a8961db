import type { Refusal, TaxRuleId } from "../../kernel/index.ts";
import { refuse, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { StandingTaxRule, TaxRuleState, TaxRuleTerms } from "../domain/tax-rule.ts";

/** Queues a rule that waits to be put in force. */
export function queueTaxRule(
  tx: Transaction,
  id: TaxRuleId,
  { country, year, threshold, forms, report, withholdingPpm, withoutForm, source }: TaxRuleTerms,
  { at, by }: { readonly at: Date; readonly by: string },
): void {
  tx.queue(sql`
    insert into tax_rule (id, country, year, currency, threshold_minor, forms, report, withholding_ppm, without_form, source, proposed_at,
      proposed_by)
    values (${uuidOf(id)}::uuid, ${country}::text, ${year}::integer, ${threshold.currency}::text, ${threshold.minor}::bigint,
      ${[...forms]}::text[], ${report}::text, ${withholdingPpm}::bigint, ${withoutForm}::text, ${source}::text, ${at}::timestamptz, ${by}::uuid)`);
}

/** A rule, locked until the transaction ends; null where there is none. */
export async function lockTaxRule(
  tx: Transaction,
  id: TaxRuleId,
  actorId: string,
): Promise<StandingTaxRule | null> {
  const row = await tx.readOne<{
    country: string;
    year: number;
    state: TaxRuleState;
    is_own: boolean;
  }>(sql`
    select rule.country, rule.year, rule.state, app.needs_another_person(${actorId}::uuid, rule.proposed_by) as is_own
    from tax_rule as rule
    where rule.id = ${uuidOf(id)}::uuid
    for no key update of rule`);
  return row && { country: row.country, year: row.year, state: row.state, isOwn: row.is_own };
}

const decidedBefore = (): Refusal =>
  refuse("ALREADY_DONE", "The tax rule was decided before: save it anew.", { path: ["taxRuleId"] });

interface Said {
  readonly note: string;
  readonly at: Date;
  readonly by: string;
}

/** Queues that a rule counts, behind the end of the one that it replaces. */
export function queueRuleInForce(
  tx: Transaction,
  id: TaxRuleId,
  { country, year }: Pick<StandingTaxRule, "country" | "year">,
  said: Said,
): void {
  tx.queue(sql`
    update tax_rule
    set state = 'REPLACED', replaced_at = greatest(${said.at}::timestamptz, decided_at)
    where country = ${country}::text and year = ${year}::integer and state = 'IN_FORCE'`);
  tx.queueAfter(
    sql`
      update tax_rule
      set state = 'IN_FORCE', decided_at = greatest(${said.at}::timestamptz, proposed_at), decided_by = ${said.by}::uuid,
        note = ${said.note}::text
      where id = ${uuidOf(id)}::uuid`,
    { tax_rule_decided_once: decidedBefore, tax_rule_one_in_force: TRY_AGAIN },
  );
}

/** Queues that nothing becomes of a rule. */
export function queueRuleDeclined(tx: Transaction, id: TaxRuleId, said: Said): void {
  tx.queue(
    sql`
      update tax_rule
      set state = 'DECLINED', decided_at = greatest(${said.at}::timestamptz, proposed_at), decided_by = ${said.by}::uuid,
        note = ${said.note}::text
      where id = ${uuidOf(id)}::uuid`,
    { tax_rule_decided_once: decidedBefore },
  );
}
