import type { Database, Session } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** What was paid to a partner in a year in one currency, and as whom it is taxed. */
export type TaxSum = {
  readonly partner_id: string;
  readonly partner_name: string;
  readonly country: string | null;
  readonly legal_name: string | null;
  readonly legal_form: string | null;
  readonly vat_id: string | null;
  readonly tax_id_ends: string | null;
  readonly is_self_billed: boolean | null;
  readonly currency: string;
  readonly q1: bigint;
  readonly q2: bigint;
  readonly q3: bigint;
  readonly q4: bigint;
  readonly paid_minor: bigint;
  readonly withheld_minor: bigint;
  readonly payouts: number;
  readonly forms: readonly string[];
  readonly rule_id: string | null;
  readonly report: string | null;
  readonly threshold_currency: string | null;
  readonly threshold_minor: bigint | null;
};

/**
 * By partner and currency what the bank booked in a calendar year and did not give back, with what was withheld of it, at most so many; forms are those
 * that count on the day given.
 */
export function taxSums(
  database: Database,
  session: Session,
  { year, day }: { readonly year: number; readonly day: string },
  limit: number,
): Promise<TaxSum[]> {
  return database.read(
    session,
    sql`
      select partner.id as partner_id, partner.name as partner_name, coalesce(profile.country, partner.country) as country,
        profile.legal_name, profile.legal_form, profile.vat_id, profile.tax_id_ends, profile.is_self_billed,
        paid.currency, paid.q1, paid.q2, paid.q3, paid.q4, paid.minor as paid_minor, paid.withheld_minor, paid.payouts,
        array(
          select distinct form.kind
          from tax_form as form
          where form.partner_id = partner.id and form.state = 'ACCEPTED'
            and coalesce(form.last_valid_on, 'infinity') >= ${day}::date
          order by form.kind
        ) as forms, rule.id as rule_id, rule.report, rule.currency as threshold_currency, rule.threshold_minor
      from (
        select payout.partner_id, payout.currency, count(*) filter (where payout.state = 'PAID')::integer as payouts,
          sum(each.paid + each.withheld)::bigint as minor, sum(each.withheld)::bigint as withheld_minor,
          coalesce(sum(each.paid + each.withheld) filter (where extract(quarter from payout.booked_on) = 1), 0)::bigint as q1,
          coalesce(sum(each.paid + each.withheld) filter (where extract(quarter from payout.booked_on) = 2), 0)::bigint as q2,
          coalesce(sum(each.paid + each.withheld) filter (where extract(quarter from payout.booked_on) = 3), 0)::bigint as q3,
          coalesce(sum(each.paid + each.withheld) filter (where extract(quarter from payout.booked_on) = 4), 0)::bigint as q4
        from payout
        left join payout as beside on beside.batch_id = payout.batch_id and beside.partner_id = payout.partner_id
          and beside.method = 'WITHHOLDING' and beside.state = 'WITHHELD'
        cross join lateral (
          select case payout.state when 'PAID' then payout.amount_minor else 0 end as paid, coalesce(beside.amount_minor, 0) as withheld
        ) as each
        where payout.method = 'TRANSFER' and (payout.state = 'PAID' or beside.id is not null) and payout.booked_on >= make_date(${year}::integer, 1, 1)
          and payout.booked_on < make_date(${year}::integer + 1, 1, 1)
        group by payout.partner_id, payout.currency
      ) as paid
      join partner on partner.id = paid.partner_id
      left join tax_profile as profile on profile.partner_id = partner.id and profile.state = 'VERIFIED'
      left join tax_rule as rule on rule.id = app.tax_rule_of(partner.id, ${year}::integer)
      order by partner.name, partner.id, paid.currency
      limit ${limit}::integer`,
  );
}
