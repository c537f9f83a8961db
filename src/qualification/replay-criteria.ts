import type { CriteriaVersionId } from "../kernel/index.ts";
import type { Database, Session } from "../platform/database/index.ts";

import { replayGroups } from "./domain/replay.ts";
import type { ReplayGroup } from "./domain/replay.ts";
import { readToReplay } from "./store/replay-queries.ts";
import type { ReplayCohort } from "./store/replay-queries.ts";

/** So many leads are judged again for one answer. */
export const MOST_REPLAYED = 2_000;

export interface ReplayCriteria {
  readonly criteriaVersionId: CriteriaVersionId;
  readonly cohort: ReplayCohort;
  readonly by: { readonly byPartner: boolean; readonly byKind: boolean };
}

/**
 * What criteria, drafts as well, would have made of leads that were decided, by what was found on each until then. One
 * statement, and nothing is written. Null where there are no such criteria; TOO_MANY where there are more leads than are judged.
 */
export async function replayCriteria(
  database: Database,
  session: Session,
  { criteriaVersionId, cohort, by }: ReplayCriteria,
  most = MOST_REPLAYED,
): Promise<readonly ReplayGroup[] | "TOO_MANY" | null> {
  const read = await readToReplay(database, session, criteriaVersionId, cohort, most + 1);
  if (!read) return null;
  if (read.leads.length > most) return "TOO_MANY";
  return replayGroups(read.criteria, read.leads, by);
}
