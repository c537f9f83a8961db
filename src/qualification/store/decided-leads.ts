import type { LeadId, LeadKind } from "../../kernel/index.ts";
import { idOf } from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import { readRoutedLeads } from "../../routing/index.ts";
import type { RoutedLead } from "../../routing/index.ts";
import type { Answer } from "../domain/criterion.ts";
import type { CriteriaFact, CriteriaFacts } from "../domain/lead-condition.ts";
import type { DecidedLead, ReplayedDecision } from "../domain/replay.ts";

/** Which leads are judged again: those decided in a period, as far as something is named. */
export interface Cohort {
  readonly startsOn: string;
  /** The first day that is out. */
  readonly endsOn: string;
  /** Uuids; of all where it is empty, as all the following but the decisions. */
  readonly partnerIds: readonly string[];
  readonly programIds: readonly string[];
  /** With the lines beneath them. */
  readonly productLineIds: readonly string[];
  readonly kinds: readonly string[];
  readonly decisions: readonly string[];
  /** What was decided later is out. */
  readonly requestedAt: Date;
}

/** The last lead that was judged. */
export interface DecidedPlace {
  readonly at: Date;
  /** A uuid. */
  readonly leadId: string;
}

type DecidedRow = {
  id: string;
  partner_id: string;
  kind: LeadKind;
  product_line_ids: string[];
  decision: ReplayedDecision;
  decided_at: Date;
  is_won: boolean;
  answers: Answer[] | null;
  /** The fields that were corrected since. */
  changed: string[];
  /** Some of those, as they were then. */
  restored: Partial<Record<string, string | string[] | null>> | null;
  /** The names of its product lines then and of all above them; null where that is not known. */
  lines: string[] | null;
};

/** The leads of a cohort behind a place, in the order in which they were decided; at most so many. */
export async function readDecided(
  tx: Transaction,
  cohort: Cohort,
  page: {
    readonly after: DecidedPlace | null;
    readonly limit: number;
    readonly asksFacts: boolean;
  },
): Promise<readonly DecidedLead[]> {
  const rows = await tx.read<DecidedRow>(sql`
    with chosen as materialized (
      select decided.*
      from (${joinSql([qualified(cohort, page), turnedDown(cohort, page)], "\n      union all")}) as decided
      order by decided.decided_at, decided.id
      limit ${page.limit}::integer
    )${page.asksFacts ? AS_IT_WAS : sql``}
    select chosen.id, chosen.partner_id, chosen.kind, chosen.product_line_ids, chosen.decision, chosen.decided_at,
      ${page.asksFacts ? sql`chosen.changed, chosen.restored, case when named.changed_at > chosen.decided_at then null else named.lines end as lines` : sql`'{}'::text[] as changed, null::jsonb as restored, null::text[] as lines`},
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
    from ${page.asksFacts ? sql`known as chosen left join named on named.line_ids = chosen.line_ids` : sql`chosen`}
    order by chosen.decided_at, chosen.id`);
  const now = page.asksFacts
    ? await readRoutedLeads(
        tx,
        rows.map(({ id }) => idOf("lead", id)),
      )
    : new Map<LeadId, RoutedLead>();
  return rows.map((row) => toDecided(row, now.get(idOf("lead", row.id))));
}

type Page = { readonly after: DecidedPlace | null; readonly limit: number };

/** Those that became SQLs, by what allows it. */
const qualified = (cohort: Cohort, page: Page): Sql => sql`(
        select lead.id, lead.partner_id, lead.kind, lead.product_line_ids, lead.won_at, 'QUALIFIED' as decision, met.id as met_id,
          met.assessed_at as decided_at
        from assessment as met
        join lead on lead.partner_id = met.partner_id and lead.id = met.lead_id
        join program on program.id = lead.program_id
        where 'QUALIFIED' = any(${cohort.decisions}::text[]) and met.undone_at is null
          and ${isOfCohort(sql`met.assessed_at`, cohort, page)}
          and not exists (
            select
            from assessment as later
            where later.partner_id = met.partner_id and later.lead_id = met.lead_id and later.undone_at is null
              and (later.assessed_at, later.id) > (met.assessed_at, met.id))
        order by met.assessed_at, lead.id
        limit ${page.limit}::integer)`;

/** Those that stand turned down, and never were SQLs. */
const turnedDown = (cohort: Cohort, page: Page): Sql => sql`(
        select lead.id, lead.partner_id, lead.kind, lead.product_line_ids, lead.won_at,
          case lead.stage when 'RECYCLED' then 'RETURNED' else lead.stage end as decision, null::uuid as met_id, lead.stage_entered_at as decided_at
        from lead
        join program on program.id = lead.program_id
        where lead.stage in ('REJECTED', 'RECYCLED', 'DISQUALIFIED')
          and case lead.stage when 'RECYCLED' then 'RETURNED' else lead.stage end = any(${cohort.decisions}::text[])
          and (lead.stage <> 'DISQUALIFIED' or lead.accepted_at is not null)
          and ${isOfCohort(sql`lead.stage_entered_at`, cohort, page)}
          and not exists (
            select
            from assessment as met
            where met.partner_id = lead.partner_id and met.lead_id = lead.id and met.undone_at is null)
        order by lead.stage_entered_at, lead.id
        limit ${page.limit}::integer)`;

/** Whether what was decided then is asked for, and comes behind the place. By its first lines an index is read. */
function isOfCohort(at: Sql, cohort: Cohort, { after }: Page): Sql {
  const { startsOn, endsOn, partnerIds, programIds, productLineIds, kinds } = cohort;
  return sql`
          ${at} >= greatest((${startsOn}::date - 1)::timestamp at time zone 'UTC', ${after?.at ?? null}::timestamptz)
          and ${at} < (${endsOn}::date + 1)::timestamp at time zone 'UTC' and ${at} <= ${cohort.requestedAt}::timestamptz
          and (${after?.at ?? null}::timestamptz is null
            or (${at}, lead.id) > (${after?.at ?? null}::timestamptz, ${after?.leadId ?? null}::uuid))
          and (${at} at time zone program.time_zone)::date >= ${startsOn}::date
          and (${at} at time zone program.time_zone)::date < ${endsOn}::date
          and (${partnerIds}::uuid[] = '{}' or lead.partner_id = any(${partnerIds}::uuid[]))
          and (${programIds}::uuid[] = '{}' or lead.program_id = any(${programIds}::uuid[]))
          and (${kinds}::text[] = '{}' or lead.kind = any(${kinds}::text[]))
          and (${productLineIds}::uuid[] = '{}' or exists (
            select
            from product_line as asked
            join product_line as named on asked.span @> named.span
            where asked.id = any(${productLineIds}::uuid[]) and named.id = any(lead.product_line_ids)))`;
}

/**
 * What was corrected since the decision: the events of a lead are read once. What it was before is kept where it had come by a
 * proposal that sales took. The names of product lines are those of today as long as none of them was renamed or moved since:
 * retiring one changes nothing. They are looked up once for all leads that name the same.
 */
const AS_IT_WAS: Sql = sql`,
    known as materialized (
      select chosen.*, since.changed, was.restored,
        case when jsonb_exists(was.restored, 'PRODUCT_LINES') then array(
            select line_id::uuid from jsonb_array_elements_text(was.restored -> 'PRODUCT_LINES') as line_id)
          when 'PRODUCT_LINES' = any(since.changed) then null
          else chosen.product_line_ids end as line_ids
      from chosen
      cross join lateral (
        select coalesce(max(event.deciding_seq), 0) as deciding_seq,
          coalesce(array_agg(distinct field) filter (where field is not null and event.seq > coalesce(event.deciding_seq, 0)
            and event.type in ('CORRECTED', 'CORRECTION_TAKEN', 'REQUEST_ANSWERED')), '{}') as changed
        from (
          select event.seq, event.type, event.fields, max(event.seq) filter (where event.at = chosen.decided_at
            and event.from_stage <> event.to_stage
            and event.to_stage in ('SQL', 'DISQUALIFIED', 'REJECTED', 'RECYCLED')) over () as deciding_seq
          from lead_event as event
          where event.partner_id = chosen.partner_id and event.lead_id = chosen.id
        ) as event
        left join lateral unnest(event.fields) as field on true
        offset 0
      ) as since
      cross join lateral (
        select jsonb_object_agg(field, case field when 'COMPANY_COUNTRY' then to_jsonb(taken.company_country)
          when 'COMPANY_DOMAIN' then to_jsonb(taken.company_domain) else to_jsonb(taken.product_line_ids) end) as restored
        from unnest(since.changed) as field
        cross join lateral (
          select event.type, event.at
          from lead_event as event
          where event.partner_id = chosen.partner_id and event.lead_id = chosen.id and event.seq < since.deciding_seq
            and event.type in ('CORRECTED', 'CORRECTION_TAKEN', 'REQUEST_ANSWERED') and field = any(event.fields)
          order by event.seq desc
          limit 1
        ) as before
        join correction_proposal as taken
          on taken.partner_id = chosen.partner_id and taken.lead_id = chosen.id and taken.state = 'TAKEN'
            and taken.decided_at = before.at and field = any(taken.fields)
        where field in ('COMPANY_COUNTRY', 'COMPANY_DOMAIN', 'PRODUCT_LINES') and before.type = 'CORRECTION_TAKEN'
        offset 0
      ) as was
    ),
    named as materialized (
      select asked.line_ids, array_agg(distinct line.name order by line.name) as lines,
        max(line.updated_at) filter (where not (line.version = 2 and line.retired_at is not distinct from line.updated_at)) as changed_at
      from (select distinct line_ids from known) as asked
      join product_line as own on own.id = any(asked.line_ids)
      join product_line as line on line.span @> own.span
      where not exists (
        select
        from product_line as wider
        where wider.id = any(asked.line_ids) and wider.id <> own.id and wider.span @> own.span)
      group by asked.line_ids
    )`;

function toDecided(row: DecidedRow, now: RoutedLead | undefined): DecidedLead {
  return {
    ...{ id: row.id, partnerId: row.partner_id, kind: row.kind, isWon: row.is_won },
    ...{ productLineIds: row.product_line_ids, decision: row.decision, decidedAt: row.decided_at },
    answers: row.answers ?? [],
    facts: now ? factsThen(row, now) : {},
  };
}

/** By which corrections facts change that conditions ask. */
const CHANGED_BY: readonly (readonly [string, readonly CriteriaFact[]])[] = [
  ["COMPANY_COUNTRY", ["country"]],
  ["COMPANY_DOMAIN", ["companyDomain"]],
  ["ESTIMATED_VALUE", ["value", "currency"]],
  ["CUSTOM_FIELDS", ["fields"]],
];

/** What is known of a lead as it was: what never changes, was not changed since, or is restored. */
function factsThen(
  { changed, restored, lines }: DecidedRow,
  { facts }: RoutedLead,
): Partial<CriteriaFacts> {
  const { kind, source, campaign, country, companyDomain, value, currency, fields } = facts;
  const now = { kind, source, campaign, country, companyDomain, value, currency, fields };
  const forgotten = CHANGED_BY.flatMap(([field, names]) => (changed.includes(field) ? names : []));
  const known: Partial<CriteriaFacts> = Object.fromEntries(
    Object.entries(now).filter(([name]) => !forgotten.some((each) => each === name)),
  );
  return {
    ...known,
    ...(lines === null ? {} : { productLines: lines }),
    ...textOf(restored, "COMPANY_COUNTRY", "country"),
    ...textOf(restored, "COMPANY_DOMAIN", "companyDomain"),
  };
}

function textOf(
  restored: DecidedRow["restored"],
  field: string,
  name: "country" | "companyDomain",
): Partial<CriteriaFacts> {
  const value = restored?.[field];
  if (value === undefined || Array.isArray(value)) return {};
  return { [name]: value ?? "" };
}
