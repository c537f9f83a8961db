import type { Invariant } from "./invariant.ts";

const strayFindings = (answers: string, assessments: string, more: string): string => `
      select made.lead_id, answer.discovery_call_id
      from ${answers} as answer
      join ${assessments} as made on made.id = answer.assessment_id
      where answer.discovery_call_id is not null and not exists (
        select
        from discovery_call as held
        where held.id = answer.discovery_call_id and held.partner_id = made.partner_id and held.lead_id = made.lead_id
          and held.superseded_at is null${more})`;

/** The calls with prospects that sales recorded, and what rests on them. */
export const DISCOVERY_CALL_INVARIANTS: readonly Invariant[] = [
  {
    name: "calls-are-recorded-in-order",
    meaning:
      "The records of a discovery call are numbered from 1 without a gap, by one person, each takes the place of the one before, and the last one stands",
    sql: `
      select held.id as discovery_call_id, held.number
      from discovery_call as held
      left join discovery_call as before on before.id = held.id and before.number = held.number - 1
      left join discovery_call as behind on behind.id = held.id and behind.number = held.number + 1
      where held.superseded_at is distinct from behind.written_at
        or held.number > 1 and (before.recorded_by = held.recorded_by and before.recorded_at = held.recorded_at
          and before.lead_id = held.lead_id and not before.is_removed) is distinct from true`,
  },
  {
    name: "calls-name-who-took-part",
    meaning:
      "Each record of a discovery call has as many who took part as it was written with, of the vendor, of the lead's partner or of the prospect, and says whether its partner took part",
    sql: `
      select held.id as discovery_call_id, held.number, people.n
      from discovery_call as held
      cross join lateral (
        select count(*) as n, coalesce(bool_or(person.side = 'PARTNER'), false) as is_with_partner,
          coalesce(bool_or(person.side <> 'PROSPECT' and (member.id is null or member.partner_id is distinct from
            case person.side when 'PARTNER' then held.partner_id end)), false) as has_stranger
        from discovery_call_participant as person
        left join membership as member on member.id = person.member_id
        where person.call_id = held.id and person.number = held.number
      ) as people
      where people.n <> held.participants or people.has_stranger
        or not held.is_removed and people.is_with_partner <> held.is_with_partner`,
  },
  {
    name: "findings-name-calls-of-their-lead",
    meaning:
      "What was found on a criterion names a discovery call of its own lead, and what a lead was qualified on was not removed",
    sql: [
      strayFindings("lead_assessment_answer", "lead_assessment", ""),
      strayFindings(
        "assessment_answer",
        "assessment",
        "\n          and (not held.is_removed or made.undone_at is not null)",
      ),
    ].join("\n      union all"),
  },
];
