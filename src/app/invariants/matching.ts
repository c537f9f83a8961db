import type { Invariant } from "./invariant.ts";

/** Pairs of leads that break the order in which a pair is kept. */
const disordered = (table: string): string => `
      select pair.id as ${table}_id
      from ${table} as pair
      left join lead as incumbent on incumbent.id = pair.incumbent_lead_id
      left join lead as challenger on challenger.id = pair.challenger_lead_id
      where (incumbent.partner_id <> challenger.partner_id) is distinct from true
         or (incumbent.claimed_at <= challenger.claimed_at) is distinct from true
           and challenger.joined is not distinct from 0`;

/** What matching promises: pairs of two partners' leads, and names by which they are found. */
export const MATCHING_INVARIANTS: readonly Invariant[] = [
  {
    name: "conflict-is-between-partners",
    meaning: "A conflict is between leads of two partners, of which the incumbent claimed first",
    sql: disordered("conflict"),
  },
  {
    name: "likeness-is-between-partners",
    meaning: "A likeness is between leads of two partners, of which the incumbent claimed first",
    sql: disordered("likeness"),
  },
  {
    name: "name-can-be-found",
    meaning: "Each company's name has keys by which it is found, and each key its name",
    sql: `
      select coalesce(name.id, key.name_id) as name_id, key.name_id is null as has_no_key
      from company_name as name
      full join (select distinct name_id from company_name_key) as key on key.name_id = name.id
      where name.id is null or key.name_id is null`,
  },
  {
    name: "words-are-counted",
    meaning:
      "Each word is counted once for each company's name that it stands in, and all names are",
    sql: `
      select coalesce(counted.word, stands.word) as word, counted.names as counted, stands.names as stands_in
      from company_name_word as counted
      full join (
        select word, count(distinct name.id) as names
        from company_name as name
        cross join unnest(array_append(name.words, '')) as word
        group by word
      ) as stands on stands.word = counted.word
      where counted.names is distinct from stands.names`,
  },
];
