import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Currency, LeadId, PartnerId, ProgramVersionId } from "../../kernel/index.ts";
import type { Database, Sql } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { isAcceleratorKind } from "../domain/accelerator.ts";
import type { Accelerator } from "../domain/accelerator.ts";
import { isCapWindow } from "../domain/cap-terms.ts";
import { ruleKey } from "../domain/incentive-program.ts";
import type { RuleDrafted } from "../domain/incentive-program.ts";

import { AcceleratorRow } from "./accelerator.row.ts";

/** How a rule accelerates, and for whose volume a lead counts. */
export type AcceleratorOfLead = Accelerator & {
  /** The partner whose lead it is; null where the vendor found it. */
  readonly sourcedBy: PartnerId | null;
};

/** As it is read beside its rule. */
export interface AcceleratorJson {
  readonly kind: string;
  readonly period: string;
  readonly measure: string;
  readonly fromUnits: readonly number[] | null;
  readonly aboveMinor: readonly string[] | null;
  readonly multipliersPpm: readonly string[];
  readonly sourcedBy: string | null;
}

/** Of a version `v` and its rule `r`, for a lead; null where it does not accelerate. */
export const acceleratorOf = (leadId: LeadId): Sql => sql`(
    select json_build_object('kind', accelerator.kind, 'period', accelerator.period, 'measure', accelerator.measure,
      'fromUnits', accelerator.from_units, 'aboveMinor', accelerator.above_minor::text[],
      'multipliersPpm', accelerator.multipliers_ppm::text[], 'sourcedBy', (
        select own.partner_id from lead as own where own.id = ${uuidOf(leadId)}::uuid and not app.is_found_by_vendor(own.id)))
    from incentive_accelerator as accelerator
    where accelerator.version_id = v.id and accelerator.rule_key = r.key)`;

export function toAccelerator(
  found: AcceleratorJson | null,
  currency: Currency,
): AcceleratorOfLead | null {
  if (found === null) return null;
  const sourcedBy = found.sourcedBy === null ? null : idOf("prt", found.sourcedBy);
  return { ...readAccelerator(found, currency), sourcedBy };
}

/** How it stands in the database. */
function readAccelerator(
  found: Omit<AcceleratorJson, "sourcedBy">,
  currency: Currency,
): Accelerator {
  const { kind, period, measure, fromUnits, aboveMinor, multipliersPpm } = found;
  if (!isAcceleratorKind(kind) || !isCapWindow(period))
    throw new Error(`a rule accelerates ${kind} by ${period}`);
  const multiplierAt = (index: number) => BigInt(multipliersPpm[index] ?? "0");
  if (measure === "LEADS" && fromUnits)
    return {
      ...{ measure, kind, period },
      brackets: fromUnits.map((fromUnit, index) => ({
        ...{ fromUnit, multiplierPpm: multiplierAt(index) },
      })),
    };
  if (measure !== "AMOUNT" || !aboveMinor) throw new Error(`a rule accelerates by ${measure}`);
  return {
    ...{ measure, kind, period, currency },
    brackets: aboveMinor.map((from, index) => ({
      ...{ aboveMinor: BigInt(from), multiplierPpm: multiplierAt(index) },
    })),
  };
}

/** How a draft's rules accelerate; null where none does. */
export function insertAccelerators(
  database: Database,
  versionId: ProgramVersionId,
  rules: readonly RuleDrafted[],
): Sql | null {
  const rows = rules.flatMap(({ accelerator, ...rule }) =>
    accelerator === null
      ? []
      : {
          versionId: uuidOf(versionId),
          ruleKey: ruleKey(rule),
          kind: accelerator.kind,
          period: accelerator.period,
          ...beginsOf(accelerator),
          multipliersPpm: accelerator.brackets.map(({ multiplierPpm }) => multiplierPpm),
        },
  );
  return rows.length === 0 ? null : database.insert(AcceleratorRow, ...rows);
}

const beginsOf = (
  accelerator: Accelerator,
): Pick<AcceleratorRow, "measure" | "fromUnits" | "aboveMinor"> =>
  accelerator.measure === "AMOUNT"
    ? {
        ...{ measure: "AMOUNT", fromUnits: null },
        aboveMinor: accelerator.brackets.map(({ aboveMinor }) => aboveMinor),
      }
    : {
        ...{ measure: "LEADS", aboveMinor: null },
        fromUnits: accelerator.brackets.map(({ fromUnit }) => fromUnit),
      };

export function deleteAccelerators(id: ProgramVersionId): Sql {
  return sql`delete from incentive_accelerator where version_id = ${uuidOf(id)}::uuid`;
}
