import type {
  CriteriaVersionId,
  LeadKind,
  PartnerId,
  ProductLineId,
  ProgramId,
} from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Answer, Criterion } from "../domain/criterion.ts";
import type { DecidedLead, ReplayedCriteria } from "../domain/replay.ts";

/** Which leads were decided; null where that does not matter. */
export interface ReplayCohort {
  /** The first day of decisions, in each program's time zone. */
  readonly from: string;
  /** The first day that is out. */
  readonly to: string;
  readonly partnerId: PartnerId | null;
  readonly programId: ProgramId | null;
  readonly kind: LeadKind | null;
  /** With the lines beneath it. */
  readonly productLineId: ProductLineId | null;
}

type ReplayRow = {
  min_points: number | null;
  min_fit: number | null;
  criteria: Criterion[];
  leads:
    | {
        id: string;
        partner_id: string;
        kind: LeadKind;
        was_qualified: boolean;
        is_won: boolean;
        answers: Answer[] | null;
      }[]
    | null;
};

/** Not further from the days than any time zone is: between these bounds an index is read. */
const near = (at: Sql, { from, to }: ReplayCohort): Sql => sql`(
  ${at} >= (${from}::date - 1)::timestamp at time zone 'UTC' and ${at} < (${to}::date + 1)::timestamp at time zone 'UTC')`;

const uuid = (of: PartnerId | ProgramId | ProductLineId | null) => of && uuidOf(of);

/** Whether a lead is one of those that are asked for, whenever it was decided. */
const isAskedFor = (cohort: ReplayCohort): Sql => sql`
  (${uuid(cohort.partnerId)}::uuid is null or lead.partner_id = ${uuid(cohort.partnerId)}::uuid)
  and (${uuid(cohort.programId)}::uuid is null or lead.program_id = ${uuid(cohort.programId)}::uuid)
  and (${cohort.kind}::text is null or lead.kind = ${cohort.kind}::text)
  and (${uuid(cohort.productLineId)}::uuid is null or exists (
    select
    from product_line as line
    join product_line as named on line.span @> named.span
    where line.id = ${uuid(cohort.productLineId)}::uuid and named.id = any(lead.product_line_ids)))`;

/** Criteria, drafts as well, and at most so many leads that were decided; null where there are no such criteria. */
export async function readToReplay(
  database: Database,
  session: Session,
  id: CriteriaVersionId,
  cohort: ReplayCohort,
  limit: number,
): Promise<{ readonly criteria: ReplayedCriteria; readonly leads: readonly DecidedLead[] } | null> {
  const [row] = await database.read<ReplayRow>(
    session,
    sql`
    with decided as (
      select lead.id, lead.partner_id, lead.kind, lead.program_id, lead.won_at, met.id as met_id, met.assessed_at as decided_at
      from assessment as met
      join lead on lead.partner_id = met.partner_id and lead.id = met.lead_id
      where met.undone_at is null and ${near(sql`met.assessed_at`, cohort)} and ${isAskedFor(cohort)}
        and not exists (
          select
          from assessment as later
          where later.partner_id = met.partner_id and later.lead_id = met.lead_id and later.undone_at is null
            and (later.assessed_at, later.id) > (met.assessed_at, met.id))
      union all
      select lead.id, lead.partner_id, lead.kind, lead.program_id, lead.won_at, null, lead.stage_entered_at
      from lead
      where lead.stage = 'DISQUALIFIED' and lead.accepted_at is not null
        and ${near(sql`lead.stage_entered_at`, cohort)} and ${isAskedFor(cohort)}
        and not exists (
          select
          from assessment as met
          where met.partner_id = lead.partner_id and met.lead_id = lead.id and met.undone_at is null)
    ), chosen as (
      select decided.*
      from decided
      join program on program.id = decided.program_id
      where (decided.decided_at at time zone program.time_zone)::date >= ${cohort.from}::date
        and (decided.decided_at at time zone program.time_zone)::date < ${cohort.to}::date
      order by decided.decided_at, decided.id
      limit ${limit}::integer
    ), told as (
      select chosen.id, chosen.partner_id, chosen.kind, chosen.decided_at, chosen.met_id is not null as was_qualified,
        chosen.won_at is not null or exists (
          select
          from account_lead as own
          join account_lead as linked on linked.account_id = own.account_id
          join lead as other on other.partner_id = linked.partner_id and other.id = linked.lead_id
          where own.partner_id = chosen.partner_id and own.lead_id = chosen.id
            and other.won_at >= chosen.decided_at) as is_won,
        case when chosen.met_id is not null then (
          select jsonb_agg(jsonb_build_object('criterionKey', answer.criterion_key, 'state', answer.state, 'note', null))
          from assessment_answer as answer
          where answer.assessment_id = chosen.met_id
        ) else (
          select jsonb_agg(jsonb_build_object('criterionKey', answer.criterion_key, 'state', answer.state, 'note', null))
          from lead_assessment_answer as answer
          where answer.assessment_id = (
              select opened.id
              from lead_assessment as opened
              where opened.lead_id = chosen.id
              order by opened.number desc
              limit 1)
            and not exists (
              select
              from lead_assessment_answer as later
              where later.assessment_id = answer.assessment_id and later.criterion_key = answer.criterion_key
                and later.save_number > answer.save_number)
        ) end as answers
      from chosen
    )
    select v.min_points, v.min_fit,
      (
        select jsonb_agg(jsonb_build_object('key', c.key, 'slot', c.slot, 'label', c.label, 'required', c.required,
          'weight', c.weight, 'axis', c.axis, 'condition', c.condition) order by c.position)
        from criterion as c
        where c.version_id = v.id
      ) as criteria,
      (select jsonb_agg(to_jsonb(told) order by told.decided_at, told.id) from told) as leads
    from criteria_version as v
    where v.id = ${uuidOf(id)}::uuid`,
  );
  if (!row) return null;
  const { min_points: minPoints, min_fit: minFit, criteria, leads } = row;
  return { criteria: { minPoints, minFit, criteria }, leads: (leads ?? []).map(toDecided) };
}

function toDecided(row: NonNullable<ReplayRow["leads"]>[number]): DecidedLead {
  const { id, partner_id: partnerId, kind, was_qualified: wasQualified, is_won: isWon } = row;
  return { id, partnerId, kind, wasQualified, isWon, answers: row.answers ?? [] };
}
