import type { Invariant } from "./invariant.ts";

/** As whom partners are taxed was said by one person and taken by another. */
export const TAX_INVARIANTS: readonly Invariant[] = [
  {
    name: "tax-profiles-have-two-persons",
    meaning: "Whoever verified or declined a tax profile is another person than who entered it",
    sql: `
      select profile.id as tax_profile_id, profile.decided_by
      from tax_profile as profile
      where profile.decided_by is not null
        and app.is_same_person(profile.decided_by, profile.proposed_by) is distinct from false
        and not app.was_waived('TAX_PROFILE', profile.id, profile.proposed_by, profile.decided_by)`,
  },
  {
    name: "one-tax-profile-counts",
    meaning: "A partner has one verified tax profile at most, and once it had one it has one",
    sql: `
      select profile.partner_id, count(*) filter (where profile.state = 'VERIFIED') as verified
      from tax_profile as profile
      where profile.decided_at is not null and profile.state in ('VERIFIED', 'REPLACED')
      group by profile.partner_id
      having count(*) filter (where profile.state = 'VERIFIED') <> 1`,
  },
  {
    name: "tax-forms-have-two-persons",
    meaning: "Whoever accepted or declined a tax form is another person than who recorded it",
    sql: `
      select form.id as tax_form_id, form.decided_by
      from tax_form as form
      where form.decided_by is not null
        and app.is_same_person(form.decided_by, form.recorded_by) is distinct from false
        and not app.was_waived('TAX_FORM', form.id, form.recorded_by, form.decided_by)`,
  },
  {
    name: "tax-rules-have-two-persons",
    meaning: "Whoever put a tax rule in force, or declined it, is another person than who made it",
    sql: `
      select rule.id as tax_rule_id, rule.decided_by
      from tax_rule as rule
      where rule.decided_by is not null
        and app.is_same_person(rule.decided_by, rule.proposed_by) is distinct from false
        and not app.was_waived('TAX_RULE', rule.id, rule.proposed_by, rule.decided_by)`,
  },
  {
    name: "missing-form-is-asked-by-a-rule",
    meaning:
      "A partner that is held for a tax form is held by a rule that was put in force, and asks for one",
    sql: `
      select hold.id as hold_id, rule.id as tax_rule_id
      from credit_hold as hold
      join tax_rule as rule on rule.id = hold.tax_rule_id
      where cardinality(rule.forms) = 0 or rule.state not in ('IN_FORCE', 'REPLACED')`,
  },
];
