import { idOf, uuidOf } from "../../kernel/index.ts";
import type { PartnerId, ProgramVersionId } from "../../kernel/index.ts";
import type { Database, Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { qualityFactor } from "../domain/quality.ts";
import type { QualityFactor, QualityFactors, QualityTerms } from "../domain/quality.ts";

import { IncentiveQualityRow } from "./incentive-quality.row.ts";

/** How much a draft goes by how leads fare; null where it does not. */
export function insertQuality(
  database: Database,
  versionId: ProgramVersionId,
  terms: QualityTerms | null,
): Sql | null {
  if (terms === null) return null;
  return database.insert(IncentiveQualityRow, { versionId: uuidOf(versionId), ...terms });
}

export function deleteQuality(id: ProgramVersionId): Sql {
  return sql`delete from incentive_quality where version_id = ${uuidOf(id)}::uuid`;
}

type ClosedRow = {
  version_id: string;
  partner_id: string;
  target_ppm: bigint;
  prior: number;
  window_days: number;
  floor_ppm: bigint;
  ceiling_ppm: bigint;
  won: bigint;
  closed: bigint;
};

/**
 * The factors of partners under each version that goes by how their leads fare: those of the program that stood closed
 * right before an instant, by the events up to it. What became known later changes nothing of it. No statement is sent
 * where no version does.
 */
export async function readQuality(
  tx: Transaction,
  rules: readonly { readonly versionId: ProgramVersionId; readonly hasQuality: boolean }[],
  partnerIds: readonly PartnerId[],
  at: Date,
): Promise<ReadonlyMap<ProgramVersionId, QualityFactors>> {
  const versions = rules.filter(({ hasQuality }) => hasQuality).map(({ versionId }) => versionId);
  if (versions.length === 0) return new Map();
  const rows = await tx.read<ClosedRow>(sql`
    select terms.version_id, paid.partner_id, terms.target_ppm, terms.prior, terms.window_days, terms.floor_ppm, terms.ceiling_ppm,
      count(*) filter (where closing.to_stage = 'WON') as won, count(closing.to_stage) as closed
    from incentive_quality as terms
    join incentive_program_version as version on version.id = terms.version_id
    join incentive_program as paying on paying.id = version.incentive_program_id
    cross join unnest(${partnerIds.map(uuidOf)}::uuid[]) as paid (partner_id)
    left join lateral (${closingsBefore(sql`${at}::timestamptz`)}) as closing on true
    where terms.version_id = any(${versions.map(uuidOf)}::uuid[])
    group by terms.version_id, paid.partner_id`);
  const byVersion = new Map<ProgramVersionId, Map<PartnerId, QualityFactor>>();
  for (const row of rows) {
    const versionId = idOf("pgv", row.version_id);
    const factors = byVersion.get(versionId) ?? new Map<PartnerId, QualityFactor>();
    factors.set(idOf("prt", row.partner_id), factorOf(row));
    byVersion.set(versionId, factors);
  }
  return byVersion;
}

/** A partner at an instant. */
export interface PartnerAt {
  readonly partnerId: PartnerId;
  readonly at: Date;
}

/** The same of one version, for partners each at an instant of its own: in their order, in one statement. */
export async function readQualityOfMany(
  tx: Transaction,
  versionId: ProgramVersionId,
  asked: readonly PartnerAt[],
): Promise<readonly (QualityFactor | null)[]> {
  const rows = await tx.read<ClosedRow & { place: number }>(sql`
    select paid.place::integer as place, terms.target_ppm, terms.prior, terms.window_days, terms.floor_ppm, terms.ceiling_ppm,
      fared.won, fared.closed
    from incentive_quality as terms
    join incentive_program_version as version on version.id = terms.version_id
    join incentive_program as paying on paying.id = version.incentive_program_id
    cross join unnest(${asked.map(({ partnerId }) => uuidOf(partnerId))}::uuid[], ${asked.map(({ at }) => at)}::timestamptz[])
      with ordinality as paid (partner_id, at, place)
    cross join lateral (
      select count(*) filter (where closing.to_stage = 'WON') as won, count(*) as closed
      from (${closingsBefore(sql`paid.at`)}) as closing
    ) as fared
    where terms.version_id = ${uuidOf(versionId)}::uuid`);
  const byPlace = new Map(rows.map((row) => [row.place, factorOf(row)]));
  return asked.map((_, index) => byPlace.get(index + 1) ?? null);
}

/** Of `terms` of a program `paying`, what stood closed of a partner `paid` right before an instant. */
const closingsBefore = (at: Sql): Sql => sql`
      select event.to_stage
      from lead_event as event
      join lead on lead.partner_id = event.partner_id and lead.id = event.lead_id and lead.program_id = paying.program_id
      where event.partner_id = paid.partner_id and event.to_stage in ('WON', 'LOST') and event.from_stage <> event.to_stage
        and event.at < ${at} and event.at >= ${at} - terms.window_days * interval '24 hours'
        and not exists (
          select
          from lead_event as later
          where later.partner_id = event.partner_id and later.lead_id = event.lead_id and later.seq > event.seq
            and later.at < ${at} and later.to_stage <> event.to_stage)`;

function factorOf(row: ClosedRow): QualityFactor {
  const { won, closed, window_days: windowDays } = row;
  const terms: QualityTerms = {
    ...{ targetPpm: row.target_ppm, prior: row.prior, windowDays },
    ...{ floorPpm: row.floor_ppm, ceilingPpm: row.ceiling_ppm },
  };
  return { won, closed, windowDays, factorPpm: qualityFactor(terms, { won, closed }) };
}
