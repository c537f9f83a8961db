import type { Invariant } from "./invariant.ts";

/** What those have who share a prospect: never more than all of it, and nothing of what the vendor found. */
export const SHARING_INVARIANTS: readonly Invariant[] = [
  {
    name: "shared-parts-add-up",
    meaning: "What leads that share a prospect weigh together is a million at most",
    sql: `
      select group_id, sum(weight_ppm) as ppm
      from shared_prospect
      group by group_id
      having (sum(weight_ppm) <= 1000000) is distinct from true`,
  },
  {
    name: "helpers-weigh-nothing",
    meaning: "Who only helped with a prospect weighs nothing in what it earns",
    sql: `
      select lead_id, role, weight_ppm
      from shared_prospect
      where role <> 'SOURCED' and weight_ppm <> 0`,
  },
  {
    name: "vendor-found-is-the-vendors",
    meaning:
      "No partner that took a lead of the vendor's as an offer, or had it from one that did, weighs in its prospect or is owed for it",
    sql: `
      with recursive taken (lead_id, partner_id) as (
        select into_lead_id, into_partner_id
        from lead_succession
        where kind = 'OFFER'
        union
        select next.into_lead_id, next.into_partner_id
        from taken
        join lead_succession as next on next.lead_id = taken.lead_id
        where next.kind = 'TRANSFER' or next.into_partner_id = taken.partner_id
      ), standing as (
        select distinct taken.partner_id, coalesce(succession.root_lead_id, taken.lead_id) as lead_id
        from taken
        left join lead_succession as succession on succession.lead_id = taken.lead_id
      )
      select standing.lead_id, standing.partner_id, share.share_ppm as ppm
      from standing
      join attribution_share as share on share.lead_id = standing.lead_id and share.partner_id = standing.partner_id
      where share.book = 'SOURCED' and share.superseded_at is null and share.share_ppm > 0
      union all
      select part.lead_id, part.partner_id, part.weight_ppm
      from standing
      join shared_prospect as part on part.partner_id = standing.partner_id
      left join lead_succession as succession on succession.lead_id = part.lead_id
      where coalesce(succession.root_lead_id, part.lead_id) = standing.lead_id and part.weight_ppm > 0`,
  },
  {
    name: "who-weighs-stays-owed",
    meaning:
      "Whoever was owed for a lead, and weighs in its prospect still, is owed by what is settled of it now",
    sql: `
      select distinct former.lead_id, former.partner_id
      from attribution_share as former
      join shared_prospect as own on own.lead_id = former.lead_id
      join shared_prospect as part on part.group_id = own.group_id and part.partner_id = former.partner_id
      left join lead_succession as succession on succession.lead_id = part.lead_id
      join lead as root on root.id = coalesce(succession.root_lead_id, part.lead_id)
      where former.book = 'SOURCED' and former.superseded_at is not null and former.share_ppm > 0
        and part.weight_ppm > 0
        and root.stage not in ('REJECTED', 'WITHDRAWN', 'DISQUALIFIED', 'EXPIRED')
        and exists (
          select
          from attribution_share as share
          where share.lead_id = former.lead_id and share.superseded_at is null)
        and not exists (
          select
          from attribution_share as share
          where share.lead_id = former.lead_id and share.partner_id = former.partner_id
            and share.book = 'SOURCED' and share.superseded_at is null)`,
  },
];
