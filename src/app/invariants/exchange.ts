import type { Invariant } from "./invariant.ts";

/** What deals in other currencies promise: they went by the rates that counted then. */
export const EXCHANGE_INVARIANTS: readonly Invariant[] = [
  {
    name: "award-goes-by-rates-that-counted",
    meaning:
      "Each rate that an award names was published by then as it is named, for its day or the last one before it, and not corrected by then",
    sql: `
      select award.id as award_id, named.rate
      from award
      cross join lateral jsonb_array_elements(award.calculation -> 'base' -> 'rates') as named (rate)
      join incentive_program as program on program.id = award.incentive_program_id
      where not exists (
        select
        from exchange_rate as kept
        where kept.base = named.rate ->> 'base' and kept.quote = named.rate ->> 'quote'
          and kept.rated_on = (named.rate ->> 'ratedOn')::date and kept.rate = (named.rate ->> 'rate')::numeric
          and kept.source = named.rate ->> 'source' and kept.revision = (named.rate ->> 'revision')::integer
          and kept.published_at <= award.event_at
          and not exists (
            select
            from exchange_rate as later
            join exchange_rate_import as sent on sent.id = later.import_id and sent.imported_at <= award.event_at
            where least(later.base, later.quote) = least(kept.base, kept.quote)
              and greatest(later.base, later.quote) = greatest(kept.base, kept.quote)
              and later.published_at <= award.event_at
              and later.rated_on <= (award.event_at at time zone program.time_zone)::date
              and (later.rated_on, later.revision) > (kept.rated_on, kept.revision)))`,
  },
  {
    name: "rate-revisions-follow-one-another",
    meaning: "Two currencies have one rate a day, and each correction follows the one before it",
    sql: `
      select least(base, quote) as one, greatest(base, quote) as other, rated_on
      from exchange_rate
      group by least(base, quote), greatest(base, quote), rated_on
      having max(revision) <> count(*) or min(revision) <> 1 or count(distinct revision) <> count(*)`,
  },
  {
    name: "rate-import-counts-its-rates",
    meaning: "An import has as many rates as it says were added and corrected",
    sql: `
      select sent.id as import_id, sent.added, sent.corrected
      from exchange_rate_import as sent
      left join exchange_rate as rate on rate.import_id = sent.id
      group by sent.id, sent.added, sent.corrected
      having count(rate.id) filter (where rate.revision = 1) <> sent.added
        or count(rate.id) filter (where rate.revision > 1) <> sent.corrected`,
  },
];
