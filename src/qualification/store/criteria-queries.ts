import type { CriteriaVersionId, LeadId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { CriteriaVersion, Criterion } from "../domain/criterion.ts";
import type { LeadAssessment } from "../domain/lead-assessment.ts";
import type { AskedCriterion, NamedCriteria } from "../domain/outdated.ts";

import { openAssessmentOf, toLeadAssessment } from "./lead-assessment-store.ts";
import type { OpenRow } from "./lead-assessment-store.ts";

type CriteriaRow = {
  id: string;
  number: number;
  state: "PUBLISHED" | "RETIRED";
  min_points: number | null;
  min_fit: number | null;
  is_in_force: boolean;
  criteria: Criterion[];
  open: OpenRow | null;
};

/** By what a lead is to be judged, and what was saved of it so far. */
export interface JudgedBy {
  readonly criteria: CriteriaVersion;
  readonly open: LeadAssessment | null;
}

/** The version that a verb names, and whether it counts for the lead; null where there is none that was ever published. */
export async function readCriteria(
  tx: Transaction,
  id: CriteriaVersionId,
  leadId: LeadId,
  at: Date,
): Promise<JudgedBy | null> {
  const lead = sql`${uuidOf(leadId)}::uuid`;
  const row = await tx.readOne<CriteriaRow>(sql`
    select v.id, v.number, v.state, v.min_points, v.min_fit,
      coalesce(v.id = app.criteria_for(${lead}, ${at}::timestamptz), false) as is_in_force,
      (
        select jsonb_agg(jsonb_build_object('key', c.key, 'slot', c.slot, 'label', c.label, 'required', c.required,
          'weight', c.weight, 'axis', c.axis, 'condition', c.condition) order by c.position)
        from criterion as c
        where c.version_id = v.id
      ) as criteria,
      ${openAssessmentOf(lead)} as open
    from criteria_version as v
    where v.state <> 'DRAFT' and v.id = ${uuidOf(id)}::uuid`);
  if (!row) return null;
  const { min_points: minPoints, min_fit: minFit, is_in_force: isInForce, open, ...version } = row;
  const criteria = { ...version, minPoints, minFit, isInForce };
  return { criteria, open: open && toLeadAssessment(open) };
}

type NamedRow = {
  id: string;
  number: number;
  set_id: string;
  name: string;
  min_points: number | null;
  min_fit: number | null;
  criteria: AskedCriterion[];
  is_current: boolean;
};

/** The version that a verb names and the one that counts for the lead instead, to tell what is different. */
export async function readSuccessors(
  tx: Transaction,
  id: CriteriaVersionId,
  leadId: LeadId,
  at: Date,
): Promise<{ readonly named: NamedCriteria; readonly current: NamedCriteria | null }> {
  const current: Sql = sql`app.criteria_for(${uuidOf(leadId)}::uuid, ${at}::timestamptz)`;
  const rows = await tx.read<NamedRow>(sql`
    select v.id, v.number, v.set_id, held.name, v.min_points, v.min_fit, coalesce(v.id = ${current}, false) as is_current,
      (
        select jsonb_agg(jsonb_build_object('key', c.key, 'slot', c.slot, 'label', c.label, 'required', c.required,
          'weight', c.weight, 'axis', c.axis, 'condition', c.condition, 'guidance', c.guidance, 'evidence', c.evidence)
          order by c.position)
        from criterion as c
        where c.version_id = v.id
      ) as criteria
    from criteria_version as v
    join criteria_set as held on held.id = v.set_id
    where v.id in (${uuidOf(id)}::uuid, ${current})`);
  const named = rows.find((row) => row.id === uuidOf(id));
  if (!named) throw new Error(`the criteria ${id} were read and are gone`);
  const counting = rows.find((row) => row.is_current);
  return { named: toNamed(named), current: counting ? toNamed(counting) : null };
}

function toNamed(row: NamedRow): NamedCriteria {
  const { id, number, set_id: setId, name, criteria } = row;
  return { id, number, setId, name, criteria, minPoints: row.min_points, minFit: row.min_fit };
}
