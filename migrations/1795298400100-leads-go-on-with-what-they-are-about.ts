import type { MigrationInterface, QueryRunner } from "typeorm";

const STAMPS = [
  "submitted_at",
  "marketing_qualified_at",
  "accepted_at",
  "sales_qualified_at",
  "opportunity_at",
  "won_at",
  "lost_at",
];

// What a lead is about it is about with whomever it goes on: its product lines, its tender, and what it
// says in its form.
const ABOUT = [
  "product_line_ids",
  "tender_reference",
  "tender_issuer",
  "tender_due_on",
  "form_number",
  "custom_fields",
];

const WHAT_IT_IS_ABOUT = `
grant insert (${ABOUT.join(", ")}) on lead to app_vendor;

create or replace function app.guard_opened_lead()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_user <> 'app_vendor' or (new.version, new.cycle) is distinct from (1, 1) or new.undo_to is not null
    or (new.stage_entered_at, new.updated_at) is distinct from (new.created_at, new.created_at)
    or not exists (
      select
      from public.lead_succession as succession
      join public.lead as before on before.partner_id = succession.partner_id and before.id = succession.lead_id
      where succession.into_lead_id = new.id and succession.kind = new.origin and succession.at = new.created_at
        and before.stage = 'MERGED' and before.partner_id <> new.partner_id
        and (before.program_id, before.kind, before.claimed_at, before.implied_stages, ${[...STAMPS, ...ABOUT].map((column) => `before.${column}`).join(", ")})
          is not distinct from (new.program_id, new.kind, new.claimed_at, new.implied_stages, ${[...STAMPS, ...ABOUT].map((column) => `new.${column}`).join(", ")})
    ) then
    raise exception 'a lead that was not registered goes on where another one ended'
      using errcode = 'BT002', constraint = 'lead_goes_on_from_another';
  end if;
  return null;
end
$$;
`;

/** A lead that goes on in another keeps what it is about, and the vendor registers leads of some product lines. */
export class LeadsGoOnWithWhatTheyAreAbout1795298400100 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(WHAT_IT_IS_ABOUT);
  }

  public async down(): Promise<void> {
    throw new Error("restore a backup instead");
  }
}
