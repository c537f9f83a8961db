import type { CriteriaSetId, ProgramId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../../partners/index.ts";
import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { AnswerPair, JudgedVersion, Share } from "../domain/diagnostics.ts";

/** Which leads criteria are looked at by. */
export interface DiagnosedCohort {
  /** The first day, in each program's time zone. */
  readonly from: string;
  /** The first day that is out. */
  readonly to: string;
  readonly programId: ProgramId | null;
  readonly criteriaSetId: CriteriaSetId | null;
  /** An SQL that is no opportunity within so many days became none. */
  readonly days: number;
  /** An SQL is told of once its days are over by then. */
  readonly at: Date;
}

/** Some leads among others, with the latest of them, as uuids. */
export interface ShareOfLeads extends Share {
  readonly leadIds: readonly string[];
}

export interface ReadDiagnostics {
  readonly acceptance: Share;
  readonly overQualified: ShareOfLeads;
  readonly underQualified: ShareOfLeads;
  readonly doubleAssessed: number;
  readonly pairs: readonly AnswerPair[];
  readonly versions: readonly JudgedVersion[];
}

/** A lead that went on in another one is counted as that one. */
const COUNTED = sql`lead.stage <> 'MERGED' and lead.partner_id <> ${uuidOf(VENDOR_PARTNER_ID)}::uuid`;

/** What is told of leads and criteria in a period, in one statement; null where there is no such set. */
export async function readDiagnostics(
  database: Database,
  session: Session,
  cohort: DiagnosedCohort,
  most: { readonly leadIds: number; readonly patterns: number },
): Promise<ReadDiagnostics | null> {
  const setId = cohort.criteriaSetId && uuidOf(cohort.criteriaSetId);
  const programId = cohort.programId && uuidOf(cohort.programId);
  const day = (at: Sql) => withinDays(at, cohort);
  const counted = sql`${COUNTED} and (${programId}::uuid is null or lead.program_id = ${programId}::uuid)`;
  const ofSet = (versionId: Sql) => sql`(${setId}::uuid is null or exists (
    select from criteria_version as v where v.id = ${versionId} and v.set_id = ${setId}::uuid))`;
  const [row] = await database.read<DiagnosticsRow>(
    session,
    sql`
    with scope as (
      select held.id, held.program_id, held.lead_kind, line.span
      from criteria_set as held
      left join product_line as line on line.id = held.product_line_id
      where held.id = ${setId}::uuid
    ), decided as (
      ${handedOver({ counted, scoped: IN_SCOPE(setId), day })}
    ), turned_down as (
      select lead.id, lead.partner_id, lead.stage_entered_at, company.country
      from lead
      join program on program.id = lead.program_id
      join company on company.partner_id = lead.partner_id and company.lead_id = lead.id
      where lead.stage in ('REJECTED', 'DISQUALIFIED') and lead.reason_code <> 'NOT_AVAILABLE'
        and ${day(sql`lead.stage_entered_at`)} and ${counted} and ${IN_SCOPE(setId)}
    ), over_qualified as (
      select turned_down.id, turned_down.stage_entered_at, ${WAS_WON_LATER} as is_told
      from turned_down
    ), under_qualified as (
      select lead.id, lead.sales_qualified_at,
        coalesce(lead.opportunity_at > lead.sales_qualified_at + make_interval(days => ${cohort.days}::integer), true) as is_told
      from lead
      join program on program.id = lead.program_id
      where ${day(sql`lead.sales_qualified_at`)}
        and lead.sales_qualified_at <= ${cohort.at}::timestamptz - make_interval(days => ${cohort.days}::integer)
        and ${counted}
        and (${setId}::uuid is null or exists (
          select
          from assessment as met
          where met.partner_id = lead.partner_id and met.lead_id = lead.id and met.undone_at is null
            and ${ofSet(sql`met.criteria_version_id`)}))
    ), pair as (
      ${ANSWERED_TWICE({ counted, day, ofSet })}
    ), judged as (
      ${judgements({ counted, day, ofSet })}
    ), pattern as (
      select judged.criteria_version_id, judged.answers, count(*)::integer as leads
      from judged
      group by judged.criteria_version_id, judged.answers
      limit ${most.patterns}::integer
    )
    select
      (select count(*)::integer from scope) as scopes,
      (select jsonb_build_object('part', count(*) filter (where is_accepted), 'whole', count(*)) from decided) as acceptance,
      ${shareOf(sql`over_qualified`, sql`stage_entered_at`, most.leadIds)} as over_qualified,
      ${shareOf(sql`under_qualified`, sql`sales_qualified_at`, most.leadIds)} as under_qualified,
      (select count(distinct pair.lead_id)::integer from pair) as double_assessed,
      (
        select jsonb_agg(jsonb_build_object('first', told.first, 'second', told.second, 'answers', told.answers))
        from (select first, second, count(*) as answers from pair group by first, second) as told
      ) as pairs,
      (
        select jsonb_agg(jsonb_build_object('id', v.id, 'minPoints', v.min_points, 'minFit', v.min_fit, 'criteria', (
            select jsonb_agg(jsonb_build_object('key', c.key, 'slot', c.slot, 'label', c.label, 'required', c.required,
              'weight', c.weight, 'axis', c.axis, 'condition', c.condition) order by c.position)
            from criterion as c
            where c.version_id = v.id
          ), 'patterns', (
            select jsonb_agg(jsonb_build_object('answers', pattern.answers, 'leads', pattern.leads))
            from pattern
            where pattern.criteria_version_id = v.id
          )) order by v.set_id, v.number)
        from criteria_version as v
        where v.id in (select pattern.criteria_version_id from pattern)
      ) as versions`,
  );
  if (!row || (cohort.criteriaSetId && row.scopes === 0)) return null;
  return {
    acceptance: row.acceptance,
    overQualified: row.over_qualified,
    underQualified: row.under_qualified,
    doubleAssessed: row.double_assessed,
    pairs: row.pairs ?? [],
    versions: row.versions ?? [],
  };
}

type DiagnosticsRow = {
  scopes: number;
  acceptance: Share;
  over_qualified: ShareOfLeads;
  under_qualified: ShareOfLeads;
  double_assessed: number;
  pairs: AnswerPair[] | null;
  versions: JudgedVersion[] | null;
};

/** How leads are chosen: which count, by what set they would be judged, and on which days something was. */
interface Choice {
  readonly counted: Sql;
  readonly day: (at: Sql) => Sql;
  readonly ofSet: (versionId: Sql) => Sql;
}

/** On one of the days in the program's zone; the wider bounds are those that an index is read between. */
const withinDays = (at: Sql, { from, to }: DiagnosedCohort): Sql => sql`(
  ${at} >= (${from}::date - 1)::timestamp at time zone 'UTC' and ${at} < (${to}::date + 1)::timestamp at time zone 'UTC'
  and (${at} at time zone program.time_zone)::date >= ${from}::date
  and (${at} at time zone program.time_zone)::date < ${to}::date)`;

/** What the set is for, if one is named: leads that end before they are assessed are of no version. */
const IN_SCOPE = (setId: string | null): Sql => sql`(${setId}::uuid is null or exists (
  select
  from scope
  where (scope.program_id is null or scope.program_id = lead.program_id)
    and (scope.lead_kind is null or scope.lead_kind = lead.kind)
    and (scope.span is null or exists (
      select
      from product_line as named
      where named.id = any(lead.product_line_ids) and scope.span @> named.span))))`;

/** Leads that were accepted, and those that were rejected or returned and never were. */
const handedOver = ({ counted, scoped, day }: Omit<Choice, "ofSet"> & { scoped: Sql }): Sql => sql`
      select true as is_accepted
      from lead
      join program on program.id = lead.program_id
      where lead.accepted_at is not null and ${day(sql`lead.accepted_at`)} and ${counted} and ${scoped}
      union all
      select false
      from lead
      join program on program.id = lead.program_id
      where lead.stage in ('REJECTED', 'RECYCLED') and lead.accepted_at is null
        and ${day(sql`lead.stage_entered_at`)} and ${counted} and ${scoped}`;

/** Whether another lead of its company was won since, whosever it is: through an account, or what both are known by. */
const WAS_WON_LATER = sql`(exists (
          select
          from account_lead as own
          join account_lead as linked on linked.account_id = own.account_id
          join lead as other on other.partner_id = linked.partner_id and other.id = linked.lead_id
          where own.partner_id = turned_down.partner_id and own.lead_id = turned_down.id
            and other.won_at > turned_down.stage_entered_at
        ) or exists (
          select
          from company_key as own
          join company_key as same on same.key = own.key
          join company as theirs on theirs.partner_id = same.partner_id and theirs.lead_id = same.lead_id
          join lead as other on other.partner_id = same.partner_id and other.id = same.lead_id
          where own.partner_id = turned_down.partner_id and own.lead_id = turned_down.id
            and (theirs.country = turned_down.country) is distinct from false
            and other.won_at > turned_down.stage_entered_at
        ) or exists (
          select
          from company_key as own
          join account_key as known on known.key = own.key
          join account on account.id = known.account_id
          join account_lead as linked on linked.account_id = known.account_id
          join lead as other on other.partner_id = linked.partner_id and other.id = linked.lead_id
          where own.partner_id = turned_down.partner_id and own.lead_id = turned_down.id
            and (account.country = turned_down.country) is distinct from false
            and other.won_at > turned_down.stage_entered_at))`;

/** What the first two who saved something of a criterion in one assessment found, each one's latest. */
const ANSWERED_TWICE = ({ counted, day, ofSet }: Choice): Sql => sql`
      select said.lead_id, min(said.state) filter (where said.place = 1) as first,
        min(said.state) filter (where said.place = 2) as second
      from (
        select latest.*, row_number() over (partition by assessment_id, criterion_key order by began) as place
        from (
          select opened.id as assessment_id, opened.lead_id, answer.criterion_key, save.saved_by,
            min(save.number) as began,
            (array_agg(case answer.state when 'CONFIRMED' then 'MET' else answer.state end order by save.number desc))[1] as state
          from lead_assessment as opened
          join lead on lead.partner_id = opened.partner_id and lead.id = opened.lead_id
          join program on program.id = lead.program_id
          join lead_assessment_answer as answer on answer.assessment_id = opened.id
          join lead_assessment_save as save on save.assessment_id = opened.id and save.number = answer.save_number
          where ${day(sql`opened.opened_at`)} and ${counted} and ${ofSet(sql`opened.criteria_version_id`)}
            and answer.state <> 'UNKNOWN'
          group by opened.id, opened.lead_id, answer.criterion_key, save.saved_by
        ) as latest
      ) as said
      where said.place <= 2
      group by said.assessment_id, said.lead_id, said.criterion_key
      having count(*) = 2`;

/** What was found on each lead that was qualified, or disqualified after something was saved of it. */
const judgements = ({ counted, day, ofSet }: Choice): Sql => sql`
      select met.criteria_version_id, (
          select jsonb_object_agg(answer.criterion_key, answer.state)
          from assessment_answer as answer
          where answer.assessment_id = met.id
        ) as answers
      from assessment as met
      join lead on lead.partner_id = met.partner_id and lead.id = met.lead_id
      join program on program.id = lead.program_id
      where met.undone_at is null and ${day(sql`met.assessed_at`)} and ${counted}
        and ${ofSet(sql`met.criteria_version_id`)}
      union all
      select opened.criteria_version_id, (
          select jsonb_object_agg(answer.criterion_key, answer.state order by answer.save_number)
          from lead_assessment_answer as answer
          where answer.assessment_id = opened.id
        )
      from lead
      join program on program.id = lead.program_id
      cross join lateral (
        select latest.id, latest.criteria_version_id
        from lead_assessment as latest
        where latest.lead_id = lead.id
        order by latest.number desc
        limit 1
      ) as opened
      where lead.stage = 'DISQUALIFIED' and ${day(sql`lead.stage_entered_at`)} and ${counted}
        and ${ofSet(sql`opened.criteria_version_id`)}
        and not exists (
          select
          from assessment as met
          where met.partner_id = lead.partner_id and met.lead_id = lead.id and met.undone_at is null)`;

/** How many of the leads it tells of, and the latest of those. */
const shareOf = (leads: Sql, at: Sql, most: number): Sql => sql`jsonb_build_object(
        'part', (select count(*) filter (where is_told) from ${leads}),
        'whole', (select count(*) from ${leads}),
        'leadIds', coalesce((
          select jsonb_agg(latest.id order by latest.at desc, latest.id desc)
          from (
            select id, ${at} as at
            from ${leads}
            where is_told
            order by ${at} desc, id desc
            limit ${most}::integer
          ) as latest
        ), '[]'::jsonb))`;
