import type { MigrationInterface, QueryRunner } from "typeorm";

/** Which accounts of the firm's books the roles of the ledger stand for: said by one person, approved by another, never changed. */
export class RolesHaveGlAccounts1795298400581 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(MAPPINGS);
    await runner.query(LINES);
    await runner.query(GUARDS);
  }

  public async down(): Promise<void> {
    throw new Error("files that were booked name their mapping: restore a backup instead");
  }
}

const MAPPINGS = `
create table gl_mapping (
  id uuid not null,
  entity_id uuid not null,
  number integer not null,
  effective_on date not null,
  entity_code text,
  line_count integer not null,
  created_at timestamptz(3) not null,
  created_by uuid not null,
  approved_at timestamptz(3),
  approved_by uuid,
  constraint gl_mapping_pkey primary key (id),
  constraint gl_mapping_number_once unique (entity_id, number),
  constraint gl_mapping_entity_fkey foreign key (entity_id) references legal_entity (id),
  constraint gl_mapping_number check (number >= 1),
  constraint gl_mapping_entity_code check (char_length(entity_code) between 1 and 50),
  constraint gl_mapping_line_count check (line_count between 1 and 200),
  constraint gl_mapping_approved check ((approved_at is null) = (approved_by is null) and approved_at >= created_at),
  constraint gl_mapping_two_persons check (approved_by <> created_by)
);
create index gl_mapping_in_force on gl_mapping (entity_id, effective_on desc, number desc) where approved_at is not null;
call app.give_policies('gl_mapping', 'vendor_only');
call app.make_endable('gl_mapping', 'approved_at', 'approved_by');
grant select, insert (id, entity_id, number, effective_on, entity_code, line_count, created_at, created_by),
  update (approved_at, approved_by) on gl_mapping to app_vendor;
grant select on gl_mapping to app_jobs;
comment on table gl_mapping is 'Versions of which accounts of the firm''s books the roles of the ledger stand for. Never changed; approved once, by somebody else than its author. Of those approved the one that took effect last counts';
comment on column gl_mapping.entity_code is 'What the firm''s books call the entity: a company code, a subsidiary';
`;

// The narrowest line counts: one of a program before one of a currency alone.
const LINES = `
create table gl_mapping_line (
  mapping_id uuid not null,
  line_no integer not null,
  role text not null,
  program_id uuid,
  currency text,
  account_code text not null,
  account_name text not null,
  tax_code text,
  cost_center text,
  tracking_name text,
  tracking_option text,
  constraint gl_mapping_line_pkey primary key (mapping_id, line_no),
  constraint gl_mapping_line_once unique nulls not distinct (mapping_id, role, program_id, currency),
  constraint gl_mapping_line_mapping_fkey foreign key (mapping_id) references gl_mapping (id),
  constraint gl_mapping_line_program_fkey foreign key (program_id) references incentive_program (id),
  constraint gl_mapping_line_currency_fkey foreign key (currency) references currency (code),
  constraint gl_mapping_line_role check (role in ('expense', 'expense_recovery', 'contract_cost_asset', 'accrued', 'deferred', 'holdback',
    'payable', 'in_transit', 'clawback_receivable', 'writeoff', 'cash_clearing', 'bank', 'bank_charges', 'wht_payable',
    'fx_clearing', 'fx_gain_loss')),
  constraint gl_mapping_line_texts check (
    char_length(account_code) between 1 and 50 and char_length(account_name) between 1 and 100
    and char_length(tax_code) between 1 and 50 and char_length(cost_center) between 1 and 50
    and char_length(tracking_name) between 1 and 100 and char_length(tracking_option) between 1 and 100),
  constraint gl_mapping_line_tracking check ((tracking_name is null) = (tracking_option is null))
);
create index gl_mapping_line_by_program on gl_mapping_line (program_id) where program_id is not null;
call app.give_policies('gl_mapping_line', 'vendor_only');
call app.make_append_only('gl_mapping_line');
grant select, insert on gl_mapping_line to app_vendor;
grant select on gl_mapping_line to app_jobs;
comment on table gl_mapping_line is 'The account that a role stands for: everywhere, or in an incentive program or a currency alone';
`;

const GUARDS = `
create function app.guard_gl_mapping()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    if new.created_by is distinct from app.actor() then
      raise exception 'a mapping names who makes it'
        using errcode = 'BT002', constraint = 'gl_mapping_by_actor';
    end if;
    return new;
  end if;
  if new.approved_by is distinct from app.actor() then
    raise exception 'a mapping names who approves it'
      using errcode = 'BT002', constraint = 'gl_mapping_by_actor';
  end if;
  if app.is_same_person(new.approved_by, new.created_by) is not false then
    raise exception 'a mapping is approved by another person than who made it'
      using errcode = 'BT002', constraint = 'gl_mapping_two_persons';
  end if;
  if (select count(*) from public.gl_mapping_line where mapping_id = new.id) <> new.line_count then
    raise exception 'a mapping is approved whole'
      using errcode = 'BT002', constraint = 'gl_mapping_whole';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_gl_mapping() from public;
create trigger gl_mapping_guard before insert or update on gl_mapping for each row execute function app.guard_gl_mapping();

create function app.guard_gl_mapping_line()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  -- all lines of a mapping have their numbers from the beginning: none comes later
  if new.line_no not between 1 and (select line_count from public.gl_mapping where id = new.mapping_id) then
    raise exception 'a mapping has the lines that it was saved with'
      using errcode = 'BT002', constraint = 'gl_mapping_line_counted';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_gl_mapping_line() from public;
create trigger gl_mapping_line_guard before insert on gl_mapping_line for each row execute function app.guard_gl_mapping_line();
`;
