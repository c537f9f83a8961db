import type { Invariant } from "./invariant.ts";

const answersOutOfOrder = (table: string): string => `
      select saved.partner_id, saved.lead_id, saved.number
      from ${table} as saved
      left join ${table} as before
        on before.partner_id = saved.partner_id and before.lead_id = saved.lead_id and before.number = saved.number - 1
      where saved.number > 1 and (before.answered_at <= saved.answered_at) is distinct from true`;

const strayAnswers = (table: string): string => `
      select saved.partner_id, saved.lead_id, saved.number
      from ${table} as saved
      join criteria_version as version on version.id = saved.criteria_version_id
      cross join jsonb_array_elements(saved.answers) as answer
      left join lateral (
        select each
        from jsonb_array_elements(version.questions) as each
        where each ->> 'key' = answer ->> 'key' and each ->> 'type' = answer ->> 'type'
      ) as question on true
      where question.each is null or question.each ->> 'type' in ('ONE_OF', 'SOME_OF') and exists (
        select
        from jsonb_array_elements_text(answer -> 'values') as chosen
        where not exists (
          select from jsonb_array_elements(question.each -> 'options') as option where option ->> 'key' = chosen))`;

/** By what leads are judged, and who said so. */
export const CRITERIA_INVARIANTS: readonly Invariant[] = [
  {
    name: "criteria-have-two-sides",
    meaning:
      "Criteria that were ever published, but for the built-in ones, were signed by one person of sales and another of marketing, and counted from then on or later",
    sql: `
      select version.id as criteria_version_id, version.sales_by, version.marketing_by
      from criteria_version as version
      left join membership as sales on sales.id = version.sales_by
      left join membership as marketing on marketing.id = version.marketing_by
      where version.state <> 'DRAFT' and version.created_by is not null
        and (sales.user_id <> marketing.user_id and version.effective_at >= greatest(version.sales_at, version.marketing_at))
          is distinct from true`,
  },
  {
    name: "criteria-are-whole",
    meaning: "Each criteria version has as many criteria as it was written with",
    sql: `
      select version.id as criteria_version_id, version.asked
      from criteria_version as version
      where version.asked <> (select count(*) from criterion where criterion.version_id = version.id)`,
  },
  {
    name: "questions-are-of-their-criteria",
    meaning: "Each question that is asked for a criterion names one of its own version",
    sql: `
      select version.id as criteria_version_id, question ->> 'key' as question, question ->> 'criterionKey' as criterion
      from criteria_version as version
      cross join jsonb_array_elements(version.questions) as question
      where question ->> 'criterionKey' is not null and not exists (
        select from criterion where criterion.version_id = version.id and criterion.key = question ->> 'criterionKey')`,
  },
  {
    name: "assessments-are-saved-in-order",
    meaning:
      "What sales saves while it assesses a lead is numbered from 1 without a gap, as its assessments are, and says something each time",
    sql: `
      select assessment.lead_id, assessment.number, saves.n as saves
      from lead_assessment as assessment
      cross join lateral (
        select count(*) as n, max(save.number) as last, bool_or(not exists (
          select
          from lead_assessment_answer as answer
          where answer.assessment_id = save.assessment_id and answer.save_number = save.number)) as is_silent
        from lead_assessment_save as save
        where save.assessment_id = assessment.id
      ) as saves
      where saves.n = 0 or saves.n <> saves.last or saves.is_silent
      union all
      select lead_id, max(number), count(*)
      from lead_assessment
      group by lead_id
      having count(*) <> max(number)`,
  },
  {
    name: "replays-tell-of-their-leads",
    meaning:
      "What a replay of criteria came to is what it found of its leads, and one that was told to end kept none",
    sql: `
      select replay.id, replay.done_count, told.counts, found.counts as found
      from criteria_replay as replay
      cross join lateral (
        select jsonb_object_agg(counted ->> 'change', jsonb_build_array(counted -> 'leads', counted -> 'won')) as counts,
          coalesce(sum((counted ->> 'leads')::integer), 0) as leads
        from jsonb_array_elements(replay.result) as counted
        where counted ->> 'dimension' = 'ALL'
      ) as told
      cross join lateral (
        select jsonb_object_agg(judged.change, jsonb_build_array(judged.leads, judged.won)) as counts
        from (
          select lead.change, count(*) as leads, count(*) filter (where lead.is_won) as won
          from criteria_replay_lead as lead
          where lead.replay_id = replay.id
          group by lead.change
        ) as judged
      ) as found
      where replay.status in ('DONE', 'CANCELLED') and (told.counts is distinct from found.counts
        or replay.status = 'DONE' and replay.done_count <> told.leads)`,
  },
  {
    name: "answers-are-saved-in-order",
    meaning:
      "What a partner or sales answers to the questionnaire of a lead is numbered from 1 without a gap, each save no earlier than the one before",
    sql: [answersOutOfOrder("partner_answers"), answersOutOfOrder("sales_answers")].join(
      "\n      union all",
    ),
  },
  {
    name: "answers-are-to-their-questions",
    meaning:
      "Each answer is to a question of its version, of its type, and chooses among its options",
    sql: [strayAnswers("partner_answers"), strayAnswers("sales_answers")].join("\n      union all"),
  },
];
