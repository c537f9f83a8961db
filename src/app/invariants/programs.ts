import type { Invariant } from "./invariant.ts";

/** What programs promise, and what leads were registered by. None of it asks what keeps the promise. */
export const PROGRAM_INVARIANTS: readonly Invariant[] = [
  {
    name: "one-default-program",
    meaning: "There is one default program, always",
    sql: `
      select count(*) as defaults
      from program
      where is_default
      having count(*) <> 1`,
  },
  {
    name: "program-has-its-form",
    meaning:
      "The form in force of each program is published, and the latest of its versions, which have no gap",
    sql: `
      select program.id, program.form_number, count(form.number) as forms
      from program
      left join program_form as form on form.program_id = program.id
      group by program.id
      having max(form.number) is distinct from program.form_number or count(form.number) <> program.form_number`,
  },
  {
    name: "lead-has-its-form",
    meaning:
      "A lead was registered by a form of its program, and answers what that form asks and nothing else",
    sql: `
      select lead.id, lead.form_number
      from lead
      left join program_form as form on form.program_id = lead.program_id and form.number = lead.form_number
      where lead.form_number is not null and (
        form.number is null
        or exists (
          select
          from jsonb_array_elements(lead.custom_fields) as answer
          where not exists (
            select
            from jsonb_array_elements(form.fields) as field
            where field ->> 'key' = answer ->> 'key' and field ->> 'type' = answer ->> 'type'
          )
        )
      )`,
  },
  {
    name: "lead-has-its-terms",
    meaning: "Terms under which a lead was registered had been accepted by its partner before",
    sql: `
      select lead.id, lead.terms_number
      from lead
      left join terms_acceptance as accepted
        on accepted.partner_id = lead.partner_id and accepted.program_id = lead.program_id
        and accepted.number = lead.terms_number
      where lead.terms_number is not null and (accepted.accepted_at is null or accepted.accepted_at > lead.created_at)`,
  },
];
