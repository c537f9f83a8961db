import type { Invariant } from "./invariant.ts";

/** What one person decided alone was decided under a waiver, is on record, and is reviewed by another. */
export const WAIVER_INVARIANTS: readonly Invariant[] = [
  {
    name: "decided-alone-under-a-waiver",
    meaning:
      "What is on record as decided by one person alone was decided by that person, who had prepared it, while its waiver stood, and was reviewed by another person",
    sql: `
      select decision.id as waived_decision_id, decision.rule, decision.subject_id
      from waived_decision as decision
      left join second_person_waiver as waiver on waiver.id = decision.waiver_id
      where not coalesce(decision.decided_at between waiver.waived_at and coalesce(waiver.ended_at, waiver.until_at), false)
        or app.is_same_person(decision.prepared_by, decision.decided_by) is not true
        or decision.reviewed_by is not null
          and app.is_same_person(decision.reviewed_by, decision.decided_by) is distinct from false
        or not exists (
          select
          from (
            select 'APPROVAL' as rule, id, decided_by from approval_proposal
            union all select 'APPROVAL_POLICY', id, decided_by from approval_policy
            union all select 'HOLD_RELEASE', id, decided_by from hold_release
            union all select 'PAYOUT_APPROVAL', id, approved_by from payout_batch
            union all select 'PAYOUT_SENDING', id, sent_by from payout_batch
            union all select 'FIRST_PAYOUT', id, approved_by from payout_batch
            union all select 'PERIOD', id, made_by from period_step
            union all select 'GL_MAPPING', id, approved_by from gl_mapping
            union all select 'WRITE_OFF', id, decided_by from clawback_write_off
            union all select 'REPAYMENT', id, decided_by from clawback_repayment_proposal
            union all select 'BANK_ENTRY', id, decided_by from bank_entry
            union all select 'BANK_ENTRY', bank_entry_id, recorded_by from clawback_repayment
            union all select 'TAX_PROFILE', id, decided_by from tax_profile
            union all select 'TAX_FORM', id, decided_by from tax_form
            union all select 'TAX_RULE', id, decided_by from tax_rule
            union all select 'STATEMENT_DISPUTE', id, decided_by from statement_dispute_outcome
          ) as made
          where made.rule = decision.rule and made.id = decision.subject_id and made.decided_by = decision.decided_by)`,
  },
  {
    name: "waivers-are-short",
    meaning: "A waiver of the second person stands for 90 days at most, and one at a time",
    sql: `
      select waiver.id as waiver_id, beside.id as beside_id
      from second_person_waiver as waiver
      left join second_person_waiver as beside on beside.id > waiver.id
        and tstzrange(beside.waived_at, coalesce(beside.ended_at, beside.until_at))
          && tstzrange(waiver.waived_at, coalesce(waiver.ended_at, waiver.until_at))
      where beside.id is not null or waiver.until_at - waiver.waived_at > interval '90 days'
        or waiver.ended_at > waiver.until_at`,
  },
  {
    name: "gl-mappings-have-two-persons",
    meaning:
      "Whoever approved accounts of the firm's books is another person than who named them, but for what was waived",
    sql: `
      select mapping.id as gl_mapping_id
      from gl_mapping as mapping
      where mapping.approved_by is not null
        and app.is_same_person(mapping.approved_by, mapping.created_by) is distinct from false
        and not app.was_waived('GL_MAPPING', mapping.id, mapping.created_by, mapping.approved_by)`,
  },
  {
    name: "dispute-outcomes-have-two-persons",
    meaning:
      "Whoever decided how a dispute of a statement ends is another person than who proposed it, but for what was waived",
    sql: `
      select proposed.id as outcome_id
      from statement_dispute_outcome as proposed
      where proposed.decided_by is not null
        and app.is_same_person(proposed.decided_by, proposed.proposed_by) is distinct from false
        and not app.was_waived('STATEMENT_DISPUTE', proposed.id, proposed.proposed_by, proposed.decided_by)`,
  },
  {
    name: "doubtful-entries-are-decided-by-others",
    meaning:
      "What may be a payment too many was decided by another person than who drafted or sent it, but for what was waived",
    sql: `
      select entry.id as bank_entry_id
      from bank_entry as entry
      join payout on payout.id = entry.payout_id
      join payout_batch as batch on batch.id = payout.batch_id
      where entry.decided_by is not null and entry.obstacle in ('BOOKED_BEFORE', 'RETURNED_BEFORE', 'REVERSAL')
        and (app.is_same_person(entry.decided_by, batch.drafted_by) or app.is_same_person(entry.decided_by, batch.sent_by))
        and not app.was_waived('BANK_ENTRY', entry.id, entry.decided_by, entry.decided_by)`,
  },
];
