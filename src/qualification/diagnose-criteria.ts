import type { Database, Session } from "../platform/database/index.ts";

import { agreementOf, influencesOf } from "./domain/diagnostics.ts";
import type { Agreement, CriterionInfluence, Share } from "./domain/diagnostics.ts";
import { readDiagnostics } from "./store/diagnostics-queries.ts";
import type { DiagnosedCohort, ShareOfLeads } from "./store/diagnostics-queries.ts";

/** So many leads are named at most. */
export const MOST_NAMED = 100;
/** So many different findings are judged again for one answer. */
export const MOST_PATTERNS = 2_000;

export interface CriteriaDiagnosis {
  readonly acceptance: Share;
  readonly overQualified: ShareOfLeads;
  readonly underQualified: ShareOfLeads;
  readonly doubleAssessed: number;
  readonly agreement: Agreement;
  readonly influences: readonly CriterionInfluence[];
}

/**
 * Whether criteria are too strict, too lax, read alike by all, or ask what decides nothing. One statement, and nothing is
 * written. Null where there is no such set; TOO_MANY where more was found than is judged.
 */
export async function diagnoseCriteria(
  database: Database,
  session: Session,
  cohort: DiagnosedCohort,
  patterns = MOST_PATTERNS,
): Promise<CriteriaDiagnosis | "TOO_MANY" | null> {
  const most = { leadIds: MOST_NAMED, patterns: patterns + 1 };
  const read = await readDiagnostics(database, session, cohort, most);
  if (!read) return null;
  const { versions, pairs, ...told } = read;
  const found = versions.reduce((sum, version) => sum + version.patterns.length, 0);
  if (found > patterns) return "TOO_MANY";
  return {
    ...told,
    agreement: agreementOf(pairs),
    influences: versions.flatMap(influencesOf),
  };
}
