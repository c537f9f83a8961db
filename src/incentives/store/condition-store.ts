import { formatAmount, isCurrency, money, uuidOf } from "../../kernel/index.ts";
import type { LeadId, Money, ProgramVersionId } from "../../kernel/index.ts";
import type { Database, Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Condition, LeadFacts } from "../domain/conditions.ts";
import { ruleKey } from "../domain/incentive-program.ts";
import type { RuleDrafted } from "../domain/incentive-program.ts";

import { IncentiveConditionRow } from "./incentive-condition.row.ts";

/** What a draft's rules ask of leads; null where they ask nothing. */
export function insertConditions(
  database: Database,
  versionId: ProgramVersionId,
  rules: readonly RuleDrafted[],
): Sql | null {
  const rows = rules.flatMap((rule) =>
    rule.conditions.map(({ key, label, expression }) => ({
      ...{ versionId: uuidOf(versionId), ruleKey: ruleKey(rule), key, label, expression },
    })),
  );
  return rows.length === 0 ? null : database.insert(IncentiveConditionRow, ...rows);
}

export function deleteConditions(id: ProgramVersionId): Sql {
  return sql`delete from incentive_condition where version_id = ${uuidOf(id)}::uuid`;
}

/** Of a version `v` and a rule `r` of that, as JSON. */
export const CONDITIONS_OF_RULE: Sql = sql`
  coalesce((
    select jsonb_agg(jsonb_build_object('key', c.key, 'label', c.label, 'expression', c.expression) order by c.key)
    from incentive_condition as c
    where c.version_id = v.id and c.rule_key = r.key
  ), '[]'::jsonb)`;

type LeadFactsRow = {
  kind: string;
  source: string;
  campaign: string | null;
  country: string | null;
  lines: string[];
  value_minor: bigint | null;
  value_currency: string | null;
  cycle: number;
  is_tender: boolean;
  contacts: bigint;
  evidence: bigint;
  days: bigint;
  custom_fields: readonly { key: string; values: readonly string[]; isPersonal: boolean }[];
};

/** What these rules' conditions may ask of the lead that reached a milestone; null, and no statement, where they have none. */
export async function readLeadFacts(
  tx: Transaction,
  rules: readonly { readonly conditions: readonly Condition[] }[],
  { leadId, at, deal }: { readonly leadId: LeadId; readonly at: Date; readonly deal?: Money },
): Promise<LeadFacts | null> {
  if (rules.every(({ conditions }) => conditions.length === 0)) return null;
  const row = await tx.readOne<LeadFactsRow>(sql`
    select ${factsAt(sql`${at}::timestamptz`)}
    from lead as l
    where l.id = ${uuidOf(leadId)}::uuid`);
  if (!row) throw new Error(`the lead ${leadId} was locked and is gone`);
  return toLeadFacts(row, deal ?? null);
}

/** A lead that reached a milestone. */
interface Reached {
  readonly leadId: LeadId;
  readonly at: Date;
  readonly deal: Money | null;
}

/** The same of many leads, in their order and in one statement. */
export async function readFactsOfLeads(
  tx: Transaction,
  rules: readonly { readonly conditions: readonly Condition[] }[],
  reached: readonly Reached[],
): Promise<readonly (LeadFacts | null)[]> {
  if (rules.every(({ conditions }) => conditions.length === 0)) return reached.map(() => null);
  const rows = await tx.read<LeadFactsRow & { place: number }>(sql`
    select wanted.place::integer as place, ${factsAt(sql`wanted.at`)}
    from unnest(${reached.map(({ leadId }) => uuidOf(leadId))}::uuid[], ${reached.map(({ at }) => at)}::timestamptz[])
      with ordinality as wanted (lead_id, at, place)
    join lead as l on l.id = wanted.lead_id`);
  const byPlace = new Map(rows.map((row) => [row.place, row]));
  return reached.map(({ deal }, index) => {
    const row = byPlace.get(index + 1);
    return row ? toLeadFacts(row, deal) : null;
  });
}

/** Of a lead `l` that reached a milestone at an instant. */
const factsAt = (at: Sql): Sql => sql`
      l.kind, l.source, l.campaign, l.value_minor, l.value_currency, l.cycle, l.custom_fields,
      l.tender_key is not null as is_tender,
      floor(extract(epoch from ${at} - l.claimed_at) / 86400)::bigint as days,
      (select company.country from company where company.partner_id = l.partner_id and company.lead_id = l.id) as country,
      (select count(*) from contact where contact.partner_id = l.partner_id and contact.lead_id = l.id) as contacts,
      (select count(*) from evidence where evidence.partner_id = l.partner_id and evidence.lead_id = l.id) as evidence,
      array(
        select distinct line.name
        from product_line as named
        join product_line as line on line.span @> named.span
        where named.id = any(l.product_line_ids)
        order by line.name
      ) as lines`;

function toLeadFacts(row: LeadFactsRow, deal: Money | null): LeadFacts {
  const open = row.custom_fields.filter(({ isPersonal }) => !isPersonal);
  return {
    kind: row.kind,
    source: row.source,
    campaign: row.campaign ?? "",
    country: row.country ?? "",
    productLines: row.lines,
    value: wholeUnits(row.value_minor, row.value_currency),
    currency: row.value_currency ?? "",
    dealAmount: deal ? wholeUnits(deal.minor, deal.currency) : 0n,
    dealCurrency: deal?.currency ?? "",
    cycle: BigInt(row.cycle),
    isTender: row.is_tender,
    contacts: row.contacts,
    evidence: row.evidence,
    daysSinceClaim: row.days,
    fields: Object.fromEntries(open.map(({ key, values }) => [key, values.join(", ")])),
  };
}

function wholeUnits(minor: bigint | null, currency: string | null): bigint {
  if (minor === null || currency === null || !isCurrency(currency)) return 0n;
  const [whole = "0"] = formatAmount(money(minor, currency)).split(".");
  return BigInt(whole);
}
