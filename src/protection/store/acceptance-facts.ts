import type { AccountId, LeadId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import { CLAIMING_STAGES } from "../../leads/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { overlapping } from "../../products/index.ts";
import type { AcceptanceFacts } from "../domain/acceptance.ts";

import { standsAgainst } from "./claim-conflict-store.ts";

type FactsRow = {
  matching_finished: boolean;
  open_conflicts: string[];
  account_id: string | null;
  protected_leads: string[];
  direct_claims: string[];
  kind: AcceptanceFacts["kind"];
  is_customer: boolean;
  is_customer_of_lines: boolean;
};

/**
 * Reads whether the lead is free to be accepted, for a vendor's session, in one statement. A
 * conflict whose other lead has closed does not count, also before the job that ends it has run; nor
 * does what is held or claimed for product lines that do not overlap with the lead's.
 *
 * Its account is the one that it has, else one that has a key of its company, else that of a lead
 * that matching found to be of the same prospect; each of the same country, where both have one. A
 * claim of the vendor itself counts where it is earlier than the lead's, unless that was decided for the lead.
 */
export async function readAcceptanceFacts(
  tx: Transaction,
  leadId: LeadId,
  at: Date,
): Promise<AcceptanceFacts> {
  const lead = uuidOf(leadId);
  const row = await tx.readOne<FactsRow>(sql`
    with own as materialized (
      select l.id, l.partner_id, l.claimed_at, l.product_line_ids, l.kind, c.country, shared.group_id
      from lead as l
      join company as c on c.partner_id = l.partner_id and c.lead_id = l.id
      left join shared_prospect as shared on shared.partner_id = l.partner_id and shared.lead_id = l.id
      where l.id = ${lead}::uuid
    ), rival as materialized (
      select c.id, c.state, c.opened_at,
        case when c.incumbent_lead_id = ${lead}::uuid then c.challenger_lead_id else c.incumbent_lead_id end as lead_id
      from conflict as c
      where c.incumbent_lead_id = ${lead}::uuid or c.challenger_lead_id = ${lead}::uuid
    ), found as (
      select account_id
      from (
        select 1 as place, linked.account_id
        from own
        join account_lead as linked on linked.partner_id = own.partner_id and linked.lead_id = own.id
        union all
        select case when account.country = own.country then 2 else 3 end, account.id
        from own
        join company_key as key on key.partner_id = own.partner_id and key.lead_id = own.id
        join account_key as known on known.key = key.key
        join account on account.id = known.account_id
        where (account.country = own.country) is distinct from false
        union all
        select 4, account.id
        from own
        cross join rival
        join account_lead as linked on linked.lead_id = rival.lead_id
        join account on account.id = linked.account_id
        where (account.country = own.country) is distinct from false
      ) as candidate
      order by place, account_id
      limit 1
    )
    select
      exists (
        select
        from own
        join company as c on c.partner_id = own.partner_id and c.lead_id = own.id
        join lead_matching as m
          on m.partner_id = own.partner_id and m.lead_id = own.id and m.keys_version = c.keys_version
      ) as matching_finished,
      array(
        select rival.id
        from own
        cross join rival
        join lead as other on other.id = rival.lead_id
          and ${overlapping(sql`other.product_line_ids`, sql`own.product_line_ids`)}
        where rival.state = 'OPEN' and other.stage = any(${CLAIMING_STAGES}::text[])
        order by rival.opened_at, rival.id
      ) as open_conflicts,
      (select account_id from found) as account_id,
      array(
        select distinct protected.lead_id
        from found
        cross join own
        join protection_hold as hold on hold.account_id = found.account_id and upper_inf(hold.period)
          and exists (
            select
            from product_line as line
            where line.id = any(own.product_line_ids) and line.span && hold.span)
        join protection_window as protected on protected.id = hold.window_id
        where protected.lead_id <> own.id
          and hold.shared_as is distinct from app.held_as(own.partner_id, own.id, found.account_id)
          -- whoever shares the prospect holds it as this one will, once it is accepted
          and not exists (
            select
            from shared_prospect as sharing
            where sharing.group_id = own.group_id and sharing.lead_id = protected.lead_id)
        order by protected.lead_id
      ) as protected_leads,
      array(
        select claim.id
        from own
        cross join lateral (
          select known.claim_id
          from company_key as key
          join direct_claim_key as known on known.key = key.key
          join direct_claim as keyed on keyed.id = known.claim_id
          where key.partner_id = own.partner_id and key.lead_id = own.id
            and (keyed.company_country = own.country) is distinct from false
          union
          select conflict.claim_id
          from claim_conflict as conflict
          where conflict.partner_id = own.partner_id and conflict.lead_id = own.id and conflict.state <> 'LAPSED'
        ) as met
        join direct_claim as claim on claim.id = met.claim_id
        where claim.ended_at is null and claim.expires_at > ${at}::timestamptz and claim.counts_from < own.claimed_at
          and ${overlapping(sql`claim.product_line_ids`, sql`own.product_line_ids`)}
          and not ${standsAgainst(sql`own.id`, sql`claim.id`)}
        order by claim.id
      ) as direct_claims,
      own.kind,
      ${customerOf(sql`true`, at)} as is_customer,
      ${customerOf(overlapping(sql`array[customer.product_line_id]`, sql`own.product_line_ids`), at)} as is_customer_of_lines
    from own`);
  return {
    matchingFinished: row?.matching_finished === true,
    openConflictIds: (row?.open_conflicts ?? []).map((id) => idOf("cfl", id)),
    accountId: accountFrom(row?.account_id ?? null),
    directClaimIds: (row?.direct_claims ?? []).map((id) => idOf("dcl", id)),
    isCustomer: row?.is_customer === true,
    isCustomerOfLines: row?.is_customer_of_lines === true,
    kind: row?.kind ?? "NEW_BUSINESS",
    protectedLeadIds: (row?.protected_leads ?? []).map((id) => idOf("lead", id)),
  };
}

/** Whether the account that was found is a customer then, of such lines. */
const customerOf = (lines: Sql, at: Date): Sql => sql`
      exists (
        select
        from found
        join customer on customer.account_id = found.account_id
        where customer.since <= ${at}::timestamptz and (customer.until > ${at}::timestamptz or customer.until is null)
          and ${lines}
      )`;

const accountFrom = (uuid: string | null): AccountId | null =>
  uuid === null ? null : idOf("acc", uuid);
