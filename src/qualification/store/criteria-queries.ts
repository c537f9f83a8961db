import type { CriteriaVersionId, LeadId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { CriteriaVersion, Criterion } from "../domain/criterion.ts";

type CriteriaRow = {
  id: string;
  number: number;
  state: "PUBLISHED" | "RETIRED";
  min_points: number | null;
  min_fit: number | null;
  is_in_force: boolean;
  criteria: Criterion[];
};

/** The version that a verb names, and whether it counts for the lead; null where there is none that was ever published. */
export async function readCriteria(
  tx: Transaction,
  id: CriteriaVersionId,
  leadId: LeadId,
  at: Date,
): Promise<CriteriaVersion | null> {
  const row = await tx.readOne<CriteriaRow>(sql`
    select v.id, v.number, v.state, v.min_points, v.min_fit,
      coalesce(v.id = app.criteria_for(${uuidOf(leadId)}::uuid, ${at}::timestamptz), false) as is_in_force,
      (
        select jsonb_agg(jsonb_build_object('key', c.key, 'slot', c.slot, 'label', c.label, 'required', c.required,
          'weight', c.weight, 'axis', c.axis, 'condition', c.condition) order by c.position)
        from criterion as c
        where c.version_id = v.id
      ) as criteria
    from criteria_version as v
    where v.state <> 'DRAFT' and v.id = ${uuidOf(id)}::uuid`);
  if (!row) return null;
  const { min_points: minPoints, min_fit: minFit, is_in_force: isInForce, ...version } = row;
  return { ...version, minPoints, minFit, isInForce };
}
