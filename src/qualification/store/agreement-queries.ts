import type { CriteriaVersionId, PartnerId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { CountedAnswers } from "../domain/agreement.ts";

/** Which leads that both sides answered; null where that does not matter. */
export interface AgreementCohort {
  /** The first day on which sales answered, in each program's time zone. */
  readonly from: string;
  /** The first day that is out. */
  readonly to: string;
  readonly criteriaVersionId: CriteriaVersionId | null;
  readonly partnerId: PartnerId | null;
  readonly byPartner: boolean;
}

export interface CountedQuestion extends CountedAnswers {
  readonly criteriaVersionId: CriteriaVersionId;
  readonly questionKey: string;
  readonly label: string;
  readonly partnerId: PartnerId | null;
}

type CountedRow = {
  version_id: string;
  key: string;
  label: string;
  partner_id: string | null;
  leads: number;
  equal: number;
  chance: string;
};

/**
 * What both sides answered last to the same version, question by question; texts are not compared. At most so many rows,
 * in the order of versions and their questions.
 */
export async function readCountedAnswers(
  database: Database,
  session: Session,
  { from, to, criteriaVersionId, partnerId, byPartner }: AgreementCohort,
  limit: number,
): Promise<readonly CountedQuestion[]> {
  const [version, partner] = [
    criteriaVersionId && uuidOf(criteriaVersionId),
    partnerId && uuidOf(partnerId),
  ];
  const rows = await database.read<CountedRow>(
    session,
    sql`
    with answered as (
      select sales.partner_id, sales.criteria_version_id as version_id, sales.answers as sales, said.answers as partners
      from sales_answers as sales
      join lead on lead.partner_id = sales.partner_id and lead.id = sales.lead_id
      join program on program.id = lead.program_id
      cross join lateral (
        select saved.criteria_version_id, saved.answers
        from partner_answers as saved
        where saved.partner_id = sales.partner_id and saved.lead_id = sales.lead_id
        order by saved.number desc
        limit 1
      ) as said
      where said.criteria_version_id = sales.criteria_version_id
        and (${version}::uuid is null or sales.criteria_version_id = ${version}::uuid)
        and (${partner}::uuid is null or sales.partner_id = ${partner}::uuid)
        and (sales.answered_at at time zone program.time_zone)::date >= ${from}::date
        and (sales.answered_at at time zone program.time_zone)::date < ${to}::date
        and not exists (
          select
          from sales_answers as later
          where later.partner_id = sales.partner_id and later.lead_id = sales.lead_id and later.number > sales.number)
    ), pairs as (
      select answered.version_id, case when ${byPartner}::boolean then answered.partner_id end as partner_id,
        own ->> 'key' as key, own -> 'values' as sales, theirs -> 'values' as partners
      from answered
      cross join jsonb_array_elements(answered.sales) as own
      join jsonb_array_elements(answered.partners) as theirs on theirs ->> 'key' = own ->> 'key'
      where own ->> 'type' <> 'TEXT'
    ), both_said as (
      select version_id, partner_id, key, count(*)::integer as leads,
        (count(*) filter (where sales = partners))::integer as equal
      from pairs
      group by version_id, partner_id, key
    ), chances as (
      select own.version_id, own.partner_id, own.key, sum(own.n * theirs.n) as chance
      from (select version_id, partner_id, key, sales, count(*) as n from pairs group by 1, 2, 3, 4) as own
      join (select version_id, partner_id, key, partners, count(*) as n from pairs group by 1, 2, 3, 4) as theirs
        on theirs.version_id = own.version_id and theirs.partner_id is not distinct from own.partner_id
        and theirs.key = own.key and theirs.partners = own.sales
      group by 1, 2, 3
    )
    select told.version_id, told.key, asked.question ->> 'label' as label, told.partner_id, told.leads, told.equal,
      coalesce(chances.chance, 0)::text as chance
    from both_said as told
    left join chances on chances.version_id = told.version_id and chances.partner_id is not distinct from told.partner_id
      and chances.key = told.key
    join criteria_version as version on version.id = told.version_id
    join lateral jsonb_array_elements(version.questions) with ordinality as asked (question, place)
      on asked.question ->> 'key' = told.key
    order by version.effective_at, told.version_id, asked.place, told.partner_id
    limit ${limit}::integer`,
  );
  return rows.map(({ version_id: of, partner_id: whose, key, label, leads, equal, chance }) => ({
    ...{
      criteriaVersionId: idOf("crt", of),
      partnerId: whose === null ? null : idOf("prt", whose),
    },
    ...{ questionKey: key, label, leads, equal, chance: Number(chance) },
  }));
}
