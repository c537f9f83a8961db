import type { ClaimConflictId, ConflictId, LeadId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import { CLAIMING_STAGES } from "../../leads/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** What is known of a lead to be merged, besides the lead. */
export interface MergeFacts {
  readonly isVendors: boolean;
  readonly isOffered: boolean;
  /** Those of the leads that leave out one of its product lines. */
  readonly namesMoreThan: readonly LeadId[];
  readonly openConflictIds: readonly ConflictId[];
  readonly openClaimConflictIds: readonly ClaimConflictId[];
  /** Leads that were merged into it before. */
  readonly mergedBefore: readonly LeadId[];
  /** True where it is settled to whom it is owed. */
  readonly isSettled: boolean;
  /** Whether that was by a policy, or by hand: what a merge does not speak of stays so. */
  readonly isSettledByTouches: boolean;
  /** Its persons, in the order in which they were added: their uuids, and by what they are known. */
  readonly persons: readonly { readonly id: string; readonly emailKey: string }[];
}

type FactsRow = {
  id: string;
  is_vendors: boolean;
  is_offered: boolean;
  names_more_than: string[];
  open_conflicts: string[];
  open_claim_conflicts: string[];
  merged_before: string[];
  is_settled: boolean;
  is_settled_by_touches: boolean;
  persons: MergeFacts["persons"];
};

/** Reads what stands between leads and their merge, for a vendor's session; to be read behind their locks. */
export async function readMergeFacts(
  tx: Transaction,
  leadIds: readonly LeadId[],
): Promise<ReadonlyMap<LeadId, MergeFacts>> {
  const leads = leadIds.map(uuidOf);
  const rows = await tx.read<FactsRow>(sql`
    select l.id, p.is_vendor as is_vendors,
      exists (select from offer where offer.lead_id = l.id and offer.state = 'OFFERED') as is_offered,
      array(
        select other.id
        from lead as other
        where other.id = any(${leads}::uuid[]) and exists (
          select
          from product_line as own
          where own.id = any(l.product_line_ids) and not exists (
            select
            from product_line as higher
            where higher.id = any(other.product_line_ids) and higher.span @> own.span))
      ) as names_more_than,
      array(
        select rival.id
        from (
          select c.id, c.opened_at,
            case when c.incumbent_lead_id = l.id then c.challenger_lead_id else c.incumbent_lead_id end as lead_id
          from conflict as c
          where (c.incumbent_lead_id = l.id or c.challenger_lead_id = l.id) and c.state = 'OPEN'
        ) as rival
        join lead as other on other.id = rival.lead_id
        where other.stage = any(${CLAIMING_STAGES}::text[]) and other.id <> all(${leads}::uuid[])
        order by rival.opened_at, rival.id
      ) as open_conflicts,
      array(
        select claimed.id
        from claim_conflict as claimed
        where claimed.partner_id = l.partner_id and claimed.lead_id = l.id and claimed.state = 'OPEN'
        order by claimed.opened_at, claimed.id
      ) as open_claim_conflicts,
      array(
        select succession.lead_id
        from lead_succession as succession
        where succession.root_lead_id = l.id and succession.kind = 'MERGE'
        order by succession.lead_id
      ) as merged_before,
      exists (
        select
        from attribution_share as share
        where share.lead_id = l.id and share.superseded_at is null
      ) as is_settled,
      exists (
        select
        from attribution_share as share
        where share.lead_id = l.id and share.superseded_at is null and share.book = 'SOURCED'
          and (share.policy_id is not null or share.model = 'CUSTOM')
      ) as is_settled_by_touches,
      (
        select json_agg(json_build_object('id', contact.id, 'emailKey', contact.email_key) order by contact.id)
        from contact
        where contact.partner_id = l.partner_id and contact.lead_id = l.id
      ) as persons
    from lead as l
    join partner as p on p.id = l.partner_id
    where l.id = any(${leads}::uuid[])`);
  return new Map(
    rows.map((row) => [
      idOf("lead", row.id),
      {
        isVendors: row.is_vendors,
        isOffered: row.is_offered,
        namesMoreThan: row.names_more_than.map((id) => idOf("lead", id)),
        openConflictIds: row.open_conflicts.map((id) => idOf("cfl", id)),
        openClaimConflictIds: row.open_claim_conflicts.map((id) => idOf("clc", id)),
        mergedBefore: row.merged_before.map((id) => idOf("lead", id)),
        isSettled: row.is_settled,
        isSettledByTouches: row.is_settled_by_touches,
        persons: row.persons,
      },
    ]),
  );
}
