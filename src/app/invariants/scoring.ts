import type { Invariant } from "./invariant.ts";

/** What leads score, and who said by what. */
export const SCORING_INVARIANTS: readonly Invariant[] = [
  {
    name: "score-is-of-its-model",
    meaning:
      "What a lead scores is what its factors add up to, within the caps of a model that was published, with the grade of that model",
    sql: `
      select scored.lead_id, scored.fit, scored.engagement, scored.grade, model.number
      from lead_score as scored
      left join scoring_model as model on model.id = scored.model_id and model.published_at <= scored.scored_at
      cross join lateral (
        select coalesce(sum((factor ->> 'points')::integer) filter (where factor ->> 'axis' = 'FIT'), 0) as fit,
          coalesce(sum((factor ->> 'points')::integer) filter (where factor ->> 'axis' = 'ENGAGEMENT'), 0) as engagement
        from jsonb_array_elements(scored.factors) as factor
      ) as points
      where (scored.fit = greatest(0, least(model.fit_cap, points.fit))
        and scored.engagement = greatest(0, least(model.engagement_cap, points.engagement))
        and scored.total = scored.fit + scored.engagement
        and scored.reaches_mql = coalesce(scored.total >= model.mql_from, false)
        and scored.grade = case
          when scored.total >= model.grade_a_from then 'A'
          when scored.total >= model.grade_b_from then 'B'
          when scored.total >= model.grade_c_from then 'C'
          else 'D'
        end) is distinct from true`,
  },
  {
    name: "engagement-is-counted",
    meaning: "What prospects did is counted by lead, kind and day, and nothing else is",
    sql: `
      select coalesce(counted.lead_id, told.lead_id) as lead_id, counted.kind, counted.day, counted.events, told.events as should_be
      from engagement_day as counted
      full join (
        select lead_id, partner_id, kind, (occurred_at at time zone 'UTC')::date as day, count(*) as events
        from engagement
        group by 1, 2, 3, 4
      ) as told on (told.lead_id, told.kind, told.day) = (counted.lead_id, counted.kind, counted.day)
      where (counted.partner_id, counted.events) is distinct from (told.partner_id, told.events)`,
  },
  {
    name: "scoring-model-has-two-persons",
    meaning: "A scoring model was published by another person than who drafted it",
    sql: `
      select model.id as scoring_model_id, model.created_by, model.published_by
      from scoring_model as model
      left join membership as author on author.id = model.created_by
      left join membership as publisher on publisher.id = model.published_by
      where model.published_at is not null
        and (model.published_by <> model.created_by and publisher.user_id <> author.user_id) is distinct from true`,
  },
];
