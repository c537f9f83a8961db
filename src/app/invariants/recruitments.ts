import type { Invariant } from "./invariant.ts";

/** What is promised of who recruited whom: following recruiters upwards comes to an end. */
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
];
