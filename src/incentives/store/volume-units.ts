import { uuidOf } from "../../kernel/index.ts";
import type { AwardId } from "../../kernel/index.ts";
import type { Database, Sql } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { isAcceleratorKind } from "../domain/accelerator.ts";
import type { Counted } from "../domain/counted.ts";
import { isRounding } from "../domain/incentive-program.ts";

import { VolumeUnitChangeRow, VolumeUnitRow } from "./volume-unit.row.ts";

export type CountedRow = {
  kind: string;
  from_units: number[] | null;
  above_minor: string[] | null;
  multipliers_ppm: string[];
  rounding: string;
  parts_minor: string[] | null;
  worth_minor: bigint | null;
  base_numerator: string | null;
  base_denominator: string | null;
  weights: string[] | null;
  own_weight: number | null;
};

/** Of a unit as it is the `latest`, the accelerator of its version, and that version. */
export const COUNTED: Sql = sql`
        accelerator.kind, accelerator.from_units, accelerator.above_minor::text[] as above_minor,
        accelerator.multipliers_ppm::text[] as multipliers_ppm, version.rounding,
        latest.parts_minor::text[] as parts_minor, latest.worth_minor, latest.base_numerator::text as base_numerator,
        latest.base_denominator::text as base_denominator, latest.weights::text[] as weights, latest.own_weight`;

export function toCounted(row: CountedRow): Counted {
  const { kind, rounding, from_units: fromUnits, parts_minor: parts } = row;
  if (!isAcceleratorKind(kind)) throw new Error(`a rule accelerates ${kind}`);
  if (!isRounding(rounding)) throw new Error(`a version rounds as ${rounding}`);
  if (fromUnits && parts) return { kind, fromUnits, parts: parts.map(BigInt) };
  const { above_minor: begins, worth_minor: worthMinor, weights, own_weight: own } = row;
  const { base_numerator: numerator, base_denominator: denominator } = row;
  if (!begins || worthMinor === null || !weights || own === null || !numerator || !denominator)
    throw new Error("an award counts for a volume by leads, or for what its deal is worth");
  return {
    ...{ kind, worthMinor },
    brackets: begins.map((from, index) => ({
      ...{ aboveMinor: BigInt(from), multiplierPpm: BigInt(row.multipliers_ppm[index] ?? "0") },
    })),
    basis: {
      base: { numerator: BigInt(numerator), denominator: BigInt(denominator) },
      ...{ weights: weights.map(BigInt), own: own - 1, rounding },
    },
  };
}

/** The row of an award that counts in a window. */
export const insertUnit = (
  database: Database,
  windowId: string,
  awardId: AwardId,
  counted: Counted,
): Sql =>
  database.insert(VolumeUnitRow, { awardId: uuidOf(awardId), windowId, ...columnsOf(counted) });

/** The row that says for what it counts since its deal was corrected. */
export const insertUnitChange = (
  database: Database,
  { awardId, n, at }: { readonly awardId: AwardId; readonly n: number; readonly at: Date },
  counted: Counted,
): Sql =>
  database.insert(VolumeUnitChangeRow, {
    ...{ unitAwardId: uuidOf(awardId), n, changedAt: at },
    ...columnsOf(counted),
  });

function columnsOf(counted: Counted): Omit<VolumeUnitRow, "awardId" | "windowId"> {
  if ("parts" in counted)
    return {
      ...{ partsMinor: counted.parts, worthMinor: null, baseNumerator: null },
      ...{ baseDenominator: null, weights: null, ownWeight: null },
    };
  const { worthMinor, basis } = counted;
  const { base, weights, own } = basis;
  return {
    ...{ partsMinor: null, worthMinor, ownWeight: own + 1 },
    baseNumerator: base.numerator.toString(),
    baseDenominator: base.denominator.toString(),
    weights: weights.map(String),
  };
}
