import type { LeadId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { CriterionLabel } from "../domain/criteria-draft.ts";
import type { CriteriaVersion, Criterion } from "../domain/criterion.ts";
import { mayJudgeBy } from "../domain/lead-assessment.ts";
import type { LeadAssessment } from "../domain/lead-assessment.ts";
import type { Suggestion } from "../domain/suggestion.ts";

import { answeredTo, suggestedBy } from "./question-answers-store.ts";
import type { AnsweredRow } from "./question-answers-store.ts";
import { openAssessmentOf, toLeadAssessment } from "./lead-assessment-store.ts";
import type { OpenRow } from "./lead-assessment-store.ts";

type ExplainedRow = {
  id: string;
  number: number;
  state: "PUBLISHED" | "RETIRED";
  min_points: number | null;
  min_fit: number | null;
  is_in_force: boolean;
  criteria: ExplainedCriterion[];
  open: OpenRow | null;
  answered: AnsweredRow;
};

export interface ExplainedCriterion extends Criterion {
  readonly labels: readonly CriterionLabel[];
  /** What has to be shown to confirm it. */
  readonly evidence: string | null;
}

export interface ToExplain {
  /** That of the open assessment while it counts, else the one in force. */
  readonly criteria: CriteriaVersion & { readonly criteria: readonly ExplainedCriterion[] };
  readonly open: LeadAssessment | null;
  /** What the partner's answers to its questionnaire suggest. */
  readonly suggestions: readonly Suggestion[];
}

/** By what an SAL would be judged at an instant; null where there is no such lead, or nothing counts for it. */
export async function readToExplain(
  database: Database,
  session: Session,
  leadId: LeadId,
  at: Date,
): Promise<ToExplain | null> {
  const rows = await database.read<ExplainedRow>(
    session,
    sql`
    select v.id, v.number, v.state, v.min_points, v.min_fit, coalesce(v.id = counting.id, false) as is_in_force,
      (
        select jsonb_agg(jsonb_build_object('key', c.key, 'slot', c.slot, 'label', c.label, 'labels', c.labels,
          'required', c.required, 'weight', c.weight, 'axis', c.axis, 'condition', c.condition, 'evidence', c.evidence) order by c.position)
        from criterion as c
        where c.version_id = v.id
      ) as criteria,
      ${openAssessmentOf(sql`lead.id`)} as open, ${answeredTo(sql`lead.id`, sql`v.id`)} as answered
    from lead
    cross join lateral (select app.criteria_for(lead.id, ${at}::timestamptz) as id) as counting
    left join lateral (
      select opened.criteria_version_id as id
      from lead_assessment as opened
      where opened.lead_id = lead.id
      order by opened.number desc
      limit 1
    ) as latest on true
    join criteria_version as v on v.id in (counting.id, latest.id)
    where lead.id = ${uuidOf(leadId)}::uuid and lead.stage = 'SAL'`,
  );
  const versions = rows.map(toVersion);
  const [row] = rows;
  const open = row?.open ? toLeadAssessment(row.open) : null;
  const opened = versions.find(({ id }) => id === open?.criteriaVersionId);
  const criteria =
    opened && mayJudgeBy(opened, open, at) ? opened : versions.find(({ isInForce }) => isInForce);
  if (!criteria) return null;
  const answered = rows.find(({ id }) => id === criteria.id)?.answered ?? null;
  return { criteria, open, suggestions: suggestedBy(answered) };
}

function toVersion(row: ExplainedRow): ToExplain["criteria"] {
  const { id, number, state, criteria, is_in_force: isInForce } = row;
  return {
    ...{ id, number, state, criteria, isInForce },
    ...{ minPoints: row.min_points, minFit: row.min_fit },
  };
}
