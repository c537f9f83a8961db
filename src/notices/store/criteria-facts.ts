import type { Database, Session } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { CriteriaFacts } from "../domain/facts.ts";
import type { Told } from "../domain/write-mail.ts";

import type { TakenNotice } from "./notice-store.ts";

/** What there is to tell of criteria that are to be reviewed; nothing once others have taken their place. */
export async function readCriteriaTold(
  database: Database,
  session: Session,
  { occasionUuid }: TakenNotice,
): Promise<Told | null> {
  const criteria = await database.readOne<CriteriaFacts>(
    session,
    sql`
    select held.name, v.number, review.cause, to_char(greatest(v.effective_at, v.created_at) at time zone 'UTC', 'YYYY-MM-DD') as since,
      v.review_months as "reviewMonths", to_char(review.quarter, 'YYYY-"Q"Q') as quarter,
      review.closed, review.won, review.closed_before as "closedBefore", review.won_before as "wonBefore"
    from criteria_review as review
    join criteria_version as v on v.id = review.version_id
    join criteria_set as held on held.id = v.set_id
    where review.id = ${occasionUuid}::uuid and held.retired_at is null
      and not exists (
        select
        from criteria_version as later
        where later.set_id = v.set_id and later.state = 'PUBLISHED'
          and later.effective_at > v.effective_at and later.effective_at <= now())`,
  );
  return criteria && { of: "CRITERIA", criteria };
}
