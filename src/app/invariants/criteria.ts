import type { Invariant } from "./invariant.ts";

/** By what leads are judged, and who said so. */
export const CRITERIA_INVARIANTS: readonly Invariant[] = [
  {
    name: "criteria-have-two-sides",
    meaning:
      "Criteria that were ever published, but for the built-in ones, were signed by one person of sales and another of marketing, and counted from then on or later",
    sql: `
      select version.id as criteria_version_id, version.sales_by, version.marketing_by
      from criteria_version as version
      left join membership as sales on sales.id = version.sales_by
      left join membership as marketing on marketing.id = version.marketing_by
      where version.state <> 'DRAFT' and version.created_by is not null
        and (sales.user_id <> marketing.user_id and version.effective_at >= greatest(version.sales_at, version.marketing_at))
          is distinct from true`,
  },
  {
    name: "criteria-are-whole",
    meaning: "Each criteria version has as many criteria as it was written with",
    sql: `
      select version.id as criteria_version_id, version.asked
      from criteria_version as version
      where version.asked <> (select count(*) from criterion where criterion.version_id = version.id)`,
  },
];
