import type { MigrationInterface, QueryRunner } from "typeorm";

/** What may be a payment too many is explained by nobody who made the payment, and a charge is booked once. */
export class BankEntriesAreDecidedByOthers1795298400585 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(OTHERS);
    await runner.query(ONCE);
    await runner.query(REPORTS);
  }

  public async down(): Promise<void> {
    throw new Error("what the bank booked is on record: restore a backup instead");
  }
}

const OTHERS = `
create function app.guard_bank_entry_decider()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select
    from public.payout
    join public.payout_batch as batch on batch.id = payout.batch_id
    where payout.id = old.payout_id
      and (app.is_same_person(new.decided_by, batch.drafted_by) or app.is_same_person(new.decided_by, batch.sent_by))
  ) then
    raise exception 'what may be a payment too many is decided by another person than who drafted or sent it'
      using errcode = 'BT002', constraint = 'bank_entry_by_another';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_bank_entry_decider() from public;
create trigger bank_entry_by_another after update on bank_entry for each row
when (old.obstacle in ('BOOKED_BEFORE', 'RETURNED_BEFORE', 'REVERSAL') and new.decided_by is not null)
execute function app.guard_bank_entry_decider();
alter table bank_entry enable always trigger bank_entry_by_another;
`;

// statements of another kind tell the same charge again, by the same reference
const ONCE = `
create unique index bank_entry_charged_once on bank_entry (booked_on, direction, currency, amount_minor, reference) where state = 'CHARGED';
`;

// a release may ask for more than was saved with a report: what is null there is what was not asked
const REPORTS = `
create or replace function app.guard_export_of_report()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  select report.recipient_ids into new.recipient_ids
  from public.report
  where report.id = new.report_id and (report.kind, report.format) = (new.kind, new.format) and report.retired_at is null
    and jsonb_strip_nulls(report.parameters - '{from,until,glMappingId}'::text[])
      = jsonb_strip_nulls(new.parameters - '{from,until,glMappingId}'::text[]);
  if not found then
    raise exception 'a file of a report is of what was saved'
      using errcode = 'BT002', constraint = 'export_run_of_report';
  end if;
  return new;
end
$$;
`;
