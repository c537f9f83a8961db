import type { MigrationInterface, QueryRunner } from "typeorm";

const TENDER = "tender_reference, tender_issuer, tender_due_on";

const CORRECTED = `
grant update (${TENDER}) on lead to app_partner, app_vendor;
alter table correction_proposal
  add column tender_reference text,
  add column tender_issuer text,
  add column tender_due_on date,
  drop constraint correction_proposal_fields,
  add constraint correction_proposal_fields check (
    cardinality(fields) > 0
    and fields <@ array['COMPANY_NAME', 'COMPANY_DOMAIN', 'COMPANY_COUNTRY', 'COMPANY_TAX_ID', 'CONTACT_EMAIL', 'CONTACT_PHONE',
      'PRODUCT_LINES', 'TENDER']);
alter table information_request
  drop constraint information_request_fields,
  drop constraint information_request_questions,
  add constraint information_request_questions check (
    cardinality(fields) between 1 and 14 and cardinality(questions) = cardinality(fields)),
  add constraint information_request_fields check (
    fields <@ array['COMPANY_NAME', 'COMPANY_DOMAIN', 'COMPANY_COUNTRY', 'COMPANY_TAX_ID',
    'CONTACT_NAME', 'CONTACT_EMAIL', 'CONTACT_PHONE', 'CONTACT_JOB_TITLE', 'NOTES', 'ESTIMATED_VALUE', 'CUSTOM_FIELDS',
    'PRODUCT_LINES', 'TENDER', 'EVIDENCE']);
`;

// A lead that names another tender holds its account with those of that one from then on, and so do those that share
// its prospect.
const HELD = `
create or replace function app.hold_other_lines()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.tender_key is distinct from old.tender_key or old.stage in ('SUBMITTED', 'MQL') then
    update public.protection_hold as hold
    set shared_as = coalesce(app.held_as(standing.partner_id, standing.lead_id, hold.account_id), standing.id)
    from public.protection_window as standing
    where standing.id = hold.window_id and standing.ended_at is null
      and (
        standing.partner_id = new.partner_id and standing.lead_id = new.id
        or standing.lead_id in (
          select other.lead_id
          from public.shared_prospect as own
          join public.shared_prospect as other on other.group_id = own.group_id
          where own.partner_id = new.partner_id and own.lead_id = new.id))
      and hold.shared_as is distinct from
        coalesce(app.held_as(standing.partner_id, standing.lead_id, hold.account_id), standing.id);
  end if;
  perform app.hold_lines(held.window_id, held.account_id, held.shared_as, new.product_line_ids, new.updated_at)
  from (
    select distinct on (hold.window_id) hold.window_id, hold.account_id, hold.shared_as
    from public.protection_window as standing
    join public.protection_hold as hold on hold.window_id = standing.id
    where standing.partner_id = new.partner_id and standing.lead_id = new.id and standing.ended_at is null
    order by hold.window_id
  ) as held;
  return null;
end
$$;
drop trigger lead_holds_other_lines on lead;
create trigger lead_holds_other_lines after update of product_line_ids, tender_reference, stage on lead for each row
when (new.stage in ('SAL', 'SQL', 'OPPORTUNITY')
  and (new.product_line_ids <> old.product_line_ids or new.tender_key is distinct from old.tender_key
    or old.stage in ('SUBMITTED', 'MQL')))
execute function app.hold_other_lines();
`;

const CHECKED = `
alter table lead_check add column tender_reference text;
comment on column lead_check.tender_reference is 'The tender that it was asked for; null where for none';
`;

/** The tender of a lead is corrected as what else it is matched by, and asked about by checkLead. */
export class TendersAreCorrected1795298400113 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(CORRECTED);
    await runner.query(HELD);
    await runner.query(CHECKED);
  }

  public async down(): Promise<void> {
    throw new Error("restore a backup instead");
  }
}
