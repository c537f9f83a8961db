import type { Invariant } from "./invariant.ts";

/** What is promised of who recruited whom: following recruiters upwards comes to an end, and none counts for the past. */
export const RECRUITMENT_INVARIANTS: readonly Invariant[] = [
  {
    name: "recruiters-form-no-circle",
    meaning: "No partner was recruited by whom it recruited itself, through others neither",
    sql: `
      with recursive above (partner_id, recruiter_id) as (
        select partner_id, recruiter_id
        from recruitment
        where ends_at is null
        union
        select above.partner_id, up.recruiter_id
        from above
        join recruitment as up on up.partner_id = above.recruiter_id and up.ends_at is null
      )
      select partner_id
      from above
      where recruiter_id = partner_id`,
  },
  {
    name: "recruiters-count-from-when-recorded",
    meaning:
      "No recruiter counts for what the partner it recruited had been credited a minute before it was recorded, or earlier",
    sql: `
      select recruitment.partner_id, recruitment.n, credit.id as credit_id
      from recruitment
      join credit on credit.partner_id = recruitment.partner_id and credit.earned_at >= recruitment.starts_at
      where exists (
        select
        from journal_entry as entry
        join journal_txn as txn on txn.id = entry.txn_id
        where entry.credit_id = credit.id and txn.posted_at < recruitment.recorded_at - interval '1 minute')`,
  },
];
