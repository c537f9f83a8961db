import type { CriteriaVersionId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { CriteriaVersion } from "../domain/criterion.ts";

/** A version of criteria as it is read, its criteria in their order. */
export type CriteriaVersionView = {
  id: string;
  set_id: string;
  set_name: string;
  framework: string;
  number: number;
  state: "PUBLISHED" | "RETIRED";
  effective_at: Date;
  change_note: string | null;
  is_in_force: boolean;
  criteria: {
    key: string;
    slot: string;
    label: string;
    guidance: string;
    required: boolean;
  }[];
};

function versions(at: Date, condition: Sql): Sql {
  return sql`
    select v.id, v.set_id, s.name as set_name, s.framework, v.number, v.state, v.effective_at, v.change_note,
      v.state = 'PUBLISHED' and v.effective_at = (
        select max(other.effective_at)
        from criteria_version as other
        where other.set_id = v.set_id and other.state = 'PUBLISHED' and other.effective_at <= ${at}::timestamptz
      ) as is_in_force,
      (
        select coalesce(jsonb_agg(jsonb_build_object('key', c.key, 'slot', c.slot, 'label', c.label,
          'guidance', c.guidance, 'required', c.required) order by c.position), '[]')
        from criterion as c
        where c.version_id = v.id
      ) as criteria
    from criteria_version as v
    join criteria_set as s on s.id = v.set_id
    where v.state <> 'DRAFT' and ${condition}`;
}

/** The version that a verb names; null where there is none that was ever published. */
export async function readCriteria(
  tx: Transaction,
  id: CriteriaVersionId,
  at: Date,
): Promise<CriteriaVersion | null> {
  const row = await tx.readOne<CriteriaVersionView>(versions(at, sql`v.id = ${uuidOf(id)}::uuid`));
  if (!row) return null;
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    isInForce: row.is_in_force,
    criteria: row.criteria,
  };
}
