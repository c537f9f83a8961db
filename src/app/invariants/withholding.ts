import type { Invariant } from "./invariant.ts";

/** What is withheld for tax offices is what rules say of what was paid, and stands in the books until it is handed on. */
export const WITHHOLDING_INVARIANTS: readonly Invariant[] = [
  {
    name: "withheld-stands-as-payouts-say",
    meaning:
      "By credit, what is withheld in the books is what payouts withhold of it that were not cancelled and did not come back",
    sql: `
      select coalesce(owed.credit_id, stands.credit_id) as credit_id, owed.minor as owed_minor, stands.minor as stands_minor
      from (
        select part.credit_id, sum(part.amount_minor) as minor
        from payout
        join payout_credit as part on part.partner_id = payout.partner_id and part.payout_id = payout.id
        where payout.method = 'WITHHOLDING' and payout.state in ('SCHEDULED', 'WITHHELD')
        group by part.credit_id
      ) as owed
      full join (
        select entry.credit_id, -sum(entry.amount_minor) as minor
        from journal_entry as entry
        join ledger_account as account on account.id = entry.account_id and account.role = 'wht_payable'
        where entry.credit_id is not null
        group by entry.credit_id
        having sum(entry.amount_minor) <> 0
      ) as stands on stands.credit_id = owed.credit_id
      where owed.minor is distinct from stands.minor`,
  },
  {
    name: "handed-on-is-what-was-withheld",
    meaning:
      "What was handed on to a tax office is what was withheld of its payouts, by rules of its country in its days, said by one person and confirmed by another, and posted as the bank booked it; and by currency what is withheld in the books is what payouts withheld less that",
    sql: `
      select remittance.id as tax_remittance_id, remittance.currency
      from tax_remittance as remittance
      cross join lateral (
        select coalesce(sum(withheld.amount_minor), 0) as minor, count(*) as payouts,
          bool_and(rule.country = remittance.country and withheld.currency = remittance.currency and withheld.state = 'WITHHELD'
            and paid.booked_on between remittance.withheld_from and remittance.withheld_until) as is_its_own
        from payout as withheld
        left join tax_rule as rule on rule.id = withheld.tax_rule_id
        left join payout as paid on paid.batch_id = withheld.batch_id and paid.partner_id = withheld.partner_id and paid.method = 'TRANSFER'
        where withheld.remittance_id = remittance.id
      ) as found
      where remittance.state = 'DECLINED' and found.payouts > 0
        or remittance.state <> 'DECLINED' and (
          (found.minor, found.payouts) is distinct from (remittance.amount_minor, remittance.payout_count::bigint)
          or found.is_its_own is distinct from true)
        or remittance.state <> 'WAITING' and app.is_same_person(remittance.recorded_by, remittance.decided_by) is distinct from false
        or remittance.state = 'CONFIRMED' and not exists (
          select
          from journal_txn as txn
          where txn.id = remittance.posting_id and txn.kind = 'WHT_REMITTED' and txn.source_id = remittance.id
            and txn.effective_date = remittance.remitted_on)
      union all
      select null, coalesce(owed.currency, stands.currency)
      from (
        select payout.currency, sum(payout.amount_minor) as minor
        from payout
        left join tax_remittance as remittance on remittance.id = payout.remittance_id
        where payout.method = 'WITHHOLDING' and payout.state in ('SCHEDULED', 'WITHHELD')
          and remittance.state is distinct from 'CONFIRMED'
        group by payout.currency
      ) as owed
      full join (
        select entry.currency, -sum(entry.amount_minor) as minor
        from journal_entry as entry
        join ledger_account as account on account.id = entry.account_id and account.role = 'wht_payable'
        group by entry.currency
        having sum(entry.amount_minor) <> 0
      ) as stands on stands.currency = owed.currency
      where owed.minor is distinct from stands.minor`,
  },
  {
    name: "withheld-as-the-rule-says",
    meaning:
      "What is withheld stands beside a transfer of its batch and partner, and is its rule's part of the gross, rounded once, less what an attempt before had withheld; the transfer says how much, and neither comes back without the other",
    sql: `
      select payout.id as payout_id, beside.id as withheld_id
      from payout
      left join payout as beside on beside.batch_id = payout.batch_id and beside.partner_id = payout.partner_id
        and beside.method = 'WITHHOLDING'
      left join tax_rule as rule on rule.id = beside.tax_rule_id
      cross join lateral (select payout.withheld_minor - coalesce(beside.amount_minor, 0) as minor) as before
      where payout.method = 'TRANSFER' and (
        before.minor < 0
        or beside.id is not null and (
          rule.id is null or rule.without_form <> 'WITHHOLD' or beside.currency <> payout.currency
          or beside.amount_minor + before.minor <> app.part_of(payout.amount_minor + payout.withheld_minor, rule.withholding_ppm)
          or beside.state = 'RETURNED' and payout.state <> 'RETURNED')
        or payout.state in ('SCHEDULED', 'SENT', 'PAID') and before.minor <> (
          select coalesce(sum(app.withheld_before(payout.partner_id, own.credit_id, payout.id)), 0)
          from (
            select distinct part.credit_id
            from payout_credit as part
            where part.partner_id = payout.partner_id and part.payout_id in (payout.id, beside.id)) as own))
      union all
      select null, payout.id
      from payout
      where payout.method = 'WITHHOLDING' and not exists (
        select
        from payout as paid
        where paid.batch_id = payout.batch_id and paid.partner_id = payout.partner_id and paid.method = 'TRANSFER')`,
  },
];
