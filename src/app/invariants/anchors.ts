import type { Invariant } from "./invariant.ts";

/** What anchors promise: each names a link of the chain as it is, and later ones later links. */
export const ANCHOR_INVARIANTS: readonly Invariant[] = [
  {
    name: "anchors-hold-the-chain",
    meaning: "The seal that an anchor names is there and has the hash that the anchor has",
    sql: `
      select anchor.id as anchor_id, anchor.entity_id, anchor.seq
      from chain_anchor as anchor
      left join journal_seal as seal on seal.entity_id = anchor.entity_id and seal.seq = anchor.seq
      where seal.hash is distinct from anchor.hash`,
  },
  {
    name: "anchors-follow-one-another",
    meaning:
      "An entity's anchors name ever later seals, on ever later days, and each is of the day on which it was made",
    sql: `
      select anchor_id, entity_id, anchored_on
      from (
        select anchor.id as anchor_id, anchor.entity_id, anchor.anchored_on, anchor.seq, anchor.anchored_at, entity.time_zone,
          lag(anchor.seq) over days as seq_before,
          lag(anchor.anchored_at) over days as at_before
        from chain_anchor as anchor
        left join legal_entity as entity on entity.id = anchor.entity_id
        window days as (partition by anchor.entity_id order by anchor.anchored_on)
      ) as following
      where seq < seq_before
         or anchored_at <= at_before
         or (anchored_at at time zone time_zone)::date is distinct from anchored_on`,
  },
];
