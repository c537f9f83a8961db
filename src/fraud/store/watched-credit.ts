import { emailKey } from "../../leads/index.ts";
import type { CreditId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Burst, FraudRule, WatchedCredit } from "../domain/fraud-rule.ts";

/** The same, with the rules that have held it before. */
export type FoundCredit = WatchedCredit & { readonly heldBy: readonly FraudRule[] };

/** What is known of a credit that stands; null where it was taken back. */
export async function readWatchedCredit(
  tx: Transaction,
  creditId: CreditId,
  burst: Burst | null,
): Promise<FoundCredit | null> {
  const minutes = burst?.withinMinutes ?? 0;
  const row = await tx.readOne<{
    contacts: readonly string[];
    company_domain: string | null;
    people: readonly string[];
    leads_about_then: number | null;
    sharers: number;
    held_by: readonly FraudRule[];
  }>(sql`
    select array(
        select contact.email_key
        from contact
        where contact.partner_id = lead.partner_id and contact.lead_id = lead.id
      ) as contacts, (
        select company.domain
        from company
        where company.partner_id = lead.partner_id and company.lead_id = lead.id
      ) as company_domain, array(
        select person.email from membership as person where person.partner_id = own.partner_id
      ) as people, case when ${burst !== null}::boolean and lead.partner_id = own.partner_id and lead.source <> 'IMPORT' then (
        select count(*)::integer
        from lead as other
        where other.partner_id = own.partner_id and other.source <> 'IMPORT'
          and other.claimed_at between lead.claimed_at - make_interval(mins => ${minutes}::integer)
            and lead.claimed_at + make_interval(mins => ${minutes}::integer)
      ) end as leads_about_then, (
        select count(distinct other.partner_id)::integer
        from payout_account as account
        join payout_account as other on other.number_mark = account.number_mark
        where account.partner_id = own.partner_id and account.state in ('WAITING', 'VERIFIED') and not account.is_shared
          and other.partner_id <> own.partner_id and other.state = 'VERIFIED' and not other.is_shared
      ) as sharers, array(
        select hold.rule
        from credit_hold as hold
        where hold.partner_id = own.partner_id and hold.credit_id = own.id and hold.rule is not null
      ) as held_by
    from credit as own
    join lead on lead.id = own.lead_id
    where own.id = ${uuidOf(creditId)}::uuid and own.reversed_at is null`);
  return (
    row && {
      contacts: row.contacts,
      companyDomain: row.company_domain,
      people: row.people.map(emailKey),
      leadsAboutThen: row.leads_about_then,
      sharers: row.sharers,
      heldBy: row.held_by,
    }
  );
}
