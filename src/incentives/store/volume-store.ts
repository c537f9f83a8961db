import { idOf, isCurrency, uuidOf } from "../../kernel/index.ts";
import type {
  AwardId,
  Currency,
  IncentiveProgramId,
  LeadId,
  PartnerId,
} from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { isAcceleratorMeasure } from "../domain/accelerator.ts";
import type { AcceleratorMeasure } from "../domain/accelerator.ts";
import { isCapWindow } from "../domain/cap-terms.ts";
import type { CapWindow } from "../domain/cap-terms.ts";
import type { Counted } from "../domain/counted.ts";
import type { GlTreatment } from "../domain/gl-treatment.ts";
import type { Unit, Volume } from "../domain/volume.ts";

import { readGlTreatment } from "./rules-in-force.ts";
import { COUNTED, toCounted } from "./volume-units.ts";
import type { CountedRow } from "./volume-units.ts";

/** A partner's leads of a period under a rule. */
export interface WindowWanted {
  readonly programId: IncentiveProgramId;
  readonly ruleKey: string;
  readonly partnerId: PartnerId;
  readonly period: CapWindow;
  /** YYYY-MM-DD. */
  readonly startsOn: string;
  readonly measure: AcceleratorMeasure;
}

/** The same as it stands, held until the transaction ends. */
export interface WindowHeld extends WindowWanted, Volume {
  /** A uuid. */
  readonly id: string;
  /** Of its incentive program. */
  readonly timeZone: string;
  readonly currency: Currency;
}

/** Windows are held in one order, and before what is limited: nobody waits for who waits for them. */
const IN_ORDER = sql`counted.partner_id, counted.incentive_program_id, counted.rule_key, counted.period, counted.starts_on, counted.measure`;

/** Holds windows, and makes those that are not there. One that is held is as it will be. */
export async function holdWindows(
  tx: Transaction,
  wanted: readonly WindowWanted[],
): Promise<readonly WindowHeld[]> {
  if (wanted.length === 0) return [];
  const keys = keysOf(wanted);
  const [, windows] = await Promise.all([
    tx.read(sql`
      insert into volume_window (incentive_program_id, rule_key, partner_id, period, starts_on, measure)
      ${keys}
      order by ${IN_ORDER}
      on conflict on constraint volume_window_once do update set times_held = volume_window.times_held + 1`),
    readWindows(tx, isOneOf(keys)),
  ]);
  return windows;
}

/** Windows as they stand, without holding them: for what is said, and not done. Those that are not there are left out. */
export function readVolumes(
  tx: Transaction,
  wanted: readonly WindowWanted[],
): Promise<readonly WindowHeld[]> | readonly WindowHeld[] {
  return wanted.length === 0 ? [] : readWindows(tx, isOneOf(keysOf(wanted)));
}

const keysOf = (wanted: readonly WindowWanted[]): Sql => sql`
    select counted.*
    from unnest(
      ${wanted.map(({ programId }) => uuidOf(programId))}::uuid[], ${wanted.map(({ ruleKey }) => ruleKey)}::text[],
      ${wanted.map(({ partnerId }) => uuidOf(partnerId))}::uuid[], ${wanted.map(({ period }) => period)}::text[],
      ${wanted.map(({ startsOn }) => startsOn)}::date[], ${wanted.map(({ measure }) => measure)}::text[]
    ) as counted (incentive_program_id, rule_key, partner_id, period, starts_on, measure)`;

const isOneOf = (keys: Sql): Sql =>
  sql`(counted.incentive_program_id, counted.rule_key, counted.partner_id, counted.period, counted.starts_on, counted.measure) in (${keys})`;

/** Holds the windows for which awards count. */
export async function holdWindowsOf(
  tx: Transaction,
  awardIds: readonly AwardId[],
): Promise<readonly WindowHeld[]> {
  const which = sql`counted.id in (
    select unit.window_id from volume_unit as unit where unit.award_id = any(${awardIds.map(uuidOf)}::uuid[]))`;
  const [, windows] = await Promise.all([
    tx.read(sql`
      select counted.id
      from volume_window as counted
      where ${which}
      order by ${IN_ORDER}
      for no key update of counted`),
    readWindows(tx, which),
  ]);
  return windows;
}

type WindowRow = {
  id: string;
  incentive_program_id: string;
  rule_key: string;
  partner_id: string;
  period: string;
  starts_on: string;
  measure: string;
  time_zone: string;
  currency: string;
  trued_up_minor: bigint;
};

type UnitRow = CountedRow & {
  window_id: string;
  award_id: string;
  lead_id: string;
  event_at: Date;
  own_minor: string;
};

/** What stands in windows that are held by a statement before: these see what whoever held them had committed. */
async function readWindows(tx: Transaction, which: Sql): Promise<readonly WindowHeld[]> {
  const [windows, units] = await Promise.all([
    tx.read<WindowRow>(sql`
      select counted.id, counted.incentive_program_id, counted.rule_key, counted.partner_id, counted.period,
        counted.starts_on, counted.measure, i.time_zone, i.currency, (
          select coalesce(sum(a.gross_minor), 0)::bigint from award as a where a.volume_window_id = counted.id
        ) as trued_up_minor
      from volume_window as counted
      join incentive_program as i on i.id = counted.incentive_program_id
      where ${which}`),
    tx.read<UnitRow>(sql`
      select counted.id as window_id, latest.award_id, latest.lead_id, latest.event_at, latest.own_minor::text as own_minor,
        ${COUNTED}
      from volume_window as counted
      cross join lateral app.volume_units(counted.id) as latest
      join incentive_accelerator as accelerator on accelerator.version_id = latest.version_id and accelerator.rule_key = latest.rule_key
      join incentive_program_version as version on version.id = latest.version_id
      where ${which}`),
  ]);
  return windows.map((row) => toWindow(row, units));
}

function toWindow(row: WindowRow, units: readonly UnitRow[]): WindowHeld {
  const { period, currency, measure } = row;
  if (!isCapWindow(period) || !isCurrency(currency) || !isAcceleratorMeasure(measure))
    throw new Error(`leads are counted by ${measure} and ${period}, in ${currency}`);
  return {
    ...{ id: row.id, period, currency, measure, ruleKey: row.rule_key },
    programId: idOf("inc", row.incentive_program_id),
    partnerId: idOf("prt", row.partner_id),
    startsOn: row.starts_on,
    timeZone: row.time_zone,
    truedUpMinor: row.trued_up_minor,
    units: units.filter((unit) => unit.window_id === row.id).map(toUnit),
  };
}

function toUnit(row: UnitRow): Unit {
  return {
    awardId: idOf("awd", row.award_id),
    leadId: idOf("lead", row.lead_id),
    eventAt: row.event_at,
    ...toCounted(row),
    ownMinor: BigInt(row.own_minor),
  };
}

/** What a true-up says of the award by which it came about. */
export interface Moved {
  readonly awardId: AwardId;
  readonly leadId: LeadId;
  /** As uuids. */
  readonly versionId: string;
  readonly productLineIds: readonly string[];
  readonly milestone: string;
  readonly generation: number;
  readonly glTreatment: GlTreatment;
  readonly programName: string;
  readonly programVersion: number;
  readonly partnerName: string;
}

/** An award that counts, or counted, for its partner's volume, with what it counts for. */
export interface MovedUnit extends Moved {
  readonly windowId: string;
  readonly counted: Counted;
  /** Of the brackets of its version. */
  readonly multipliersPpm: readonly bigint[];
  /** How often its deal was corrected. */
  readonly corrections: number;
}

type MovedRow = CountedRow & {
  corrections: number;
  window_id: string;
  award_id: string;
  lead_id: string;
  version_id: string;
  product_line_ids: string[];
  milestone: string;
  generation: number;
  gl_treatment: string;
  program_name: string;
  program_version: number;
  partner_name: string;
};

export async function readMoved(
  tx: Transaction,
  awardIds: readonly AwardId[],
): Promise<readonly MovedUnit[]> {
  const rows = await tx.read<MovedRow>(sql`
    select unit.window_id, unit.award_id, latest.n as corrections, ${COUNTED},
      a.lead_id, a.version_id, a.product_line_ids, a.milestone, a.generation, rule.gl_treatment,
      k.program_name, k.program_version, k.partner_name
    from volume_unit as unit
    join volume_window as counted on counted.id = unit.window_id
    join award as a on a.id = unit.award_id
    join credit as k on k.award_id = a.id and k.partner_id = counted.partner_id
    join incentive_rule as rule on rule.version_id = a.version_id and rule.key = a.rule_key
    join incentive_accelerator as accelerator on accelerator.version_id = a.version_id and accelerator.rule_key = a.rule_key
    join incentive_program_version as version on version.id = a.version_id
    cross join lateral (
      select unit.parts_minor, unit.worth_minor, unit.base_numerator, unit.base_denominator, unit.weights, unit.own_weight, 0 as n
      union all
      select change.parts_minor, change.worth_minor, change.base_numerator, change.base_denominator, change.weights, change.own_weight, change.n
      from volume_unit_change as change
      where change.unit_award_id = unit.award_id
      order by n desc
      limit 1
    ) as latest
    where unit.award_id = any(${awardIds.map(uuidOf)}::uuid[])
    order by a.event_at, a.lead_id`);
  return rows.map((row) => ({
    windowId: row.window_id,
    counted: toCounted(row),
    multipliersPpm: row.multipliers_ppm.map(BigInt),
    corrections: row.corrections,
    awardId: idOf("awd", row.award_id),
    leadId: idOf("lead", row.lead_id),
    versionId: row.version_id,
    productLineIds: row.product_line_ids,
    milestone: row.milestone,
    generation: row.generation,
    glTreatment: readGlTreatment(row.gl_treatment),
    programName: row.program_name,
    programVersion: row.program_version,
    partnerName: row.partner_name,
  }));
}
