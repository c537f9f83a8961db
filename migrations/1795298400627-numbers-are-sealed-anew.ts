import type { MigrationInterface, QueryRunner } from "typeorm";

/** What is sealed is sealed anew by another key, which changes nothing else; and wrong numbers of an account are counted. */
export class NumbersAreSealedAnew1795298400627 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(SEALED);
    await runner.query(TRIES);
  }

  public async down(): Promise<void> {
    throw new Error(
      "what was sealed anew is opened by the key that did so: restore a backup instead",
    );
  }
}

// Nobody who asks the database can tell that the text is the same: its length is, and the processes alone may do it.
const SEALED = `
create function app.guard_resealed()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  sealing constant text[] := array[tg_argv[0], 'key_id'];
begin
  if to_jsonb(old) - sealing is distinct from to_jsonb(new) - sealing
    or octet_length(to_jsonb(old) ->> tg_argv[0]) is distinct from octet_length(to_jsonb(new) ->> tg_argv[0])
    or current_user = 'app_vendor' or current_user = 'app_partner'
  then
    raise exception 'what is sealed is sealed anew by another key, and does not change otherwise'
      using errcode = 'BT001', constraint = tg_table_name || '_sealed_anew';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_resealed() from public;

drop trigger payout_account_guard on payout_account;
create trigger payout_account_guard before insert or delete on payout_account
for each row execute function app.guard_payout_account();
create trigger payout_account_changes before update on payout_account
for each row when (old.key_id = new.key_id)
execute function app.guard_payout_account();
create trigger payout_account_sealed_anew before update on payout_account
for each row when (old.key_id <> new.key_id)
execute function app.guard_resealed('number_sealed');
alter table payout_account enable always trigger payout_account_guard;
alter table payout_account enable always trigger payout_account_changes;
alter table payout_account enable always trigger payout_account_sealed_anew;
grant update (number_sealed, key_id) on payout_account to app_jobs;
create index payout_account_by_key on payout_account (key_id, id);

drop trigger tax_profile_guard on tax_profile;
create trigger tax_profile_guard before insert or delete on tax_profile
for each row execute function app.guard_tax_profile();
create trigger tax_profile_changes before update on tax_profile
for each row when (old.key_id is not distinct from new.key_id)
execute function app.guard_tax_profile();
create trigger tax_profile_sealed_anew before update on tax_profile
for each row when (old.key_id is distinct from new.key_id)
execute function app.guard_resealed('tax_id_sealed');
alter table tax_profile enable always trigger tax_profile_guard;
alter table tax_profile enable always trigger tax_profile_changes;
alter table tax_profile enable always trigger tax_profile_sealed_anew;
grant update (tax_id_sealed, key_id) on tax_profile to app_jobs;
create index tax_profile_by_key on tax_profile (key_id, id) where key_id is not null;

drop trigger bank_file_append_only on bank_file;
create trigger bank_file_append_only before delete on bank_file
for each row execute function app.refuse_change();
create trigger bank_file_changes before update on bank_file
for each row when (old.key_id = new.key_id)
execute function app.refuse_change();
create trigger bank_file_sealed_anew before update on bank_file
for each row when (old.key_id <> new.key_id)
execute function app.guard_resealed('content_sealed');
alter table bank_file enable always trigger bank_file_append_only;
alter table bank_file enable always trigger bank_file_changes;
alter table bank_file enable always trigger bank_file_sealed_anew;
grant update (content_sealed, key_id) on bank_file to app_jobs;
create index bank_file_by_key on bank_file (key_id, id);
`;

const TRIES = `
create table payout_account_try (
  id uuid not null,
  account_id uuid not null,
  tried_by uuid not null,
  tried_at timestamptz(3) not null,
  is_wrong boolean,
  constraint payout_account_try_pkey primary key (id),
  constraint payout_account_try_account_fkey foreign key (account_id) references payout_account (id)
);
create index payout_account_try_of_account on payout_account_try (account_id, tried_at desc);
call app.give_policies('payout_account_try', 'vendor_only');
call app.make_endable('payout_account_try', 'is_wrong');
grant select on payout_account_try to app_vendor;
grant select, insert (id, account_id, tried_by, tried_at), update (is_wrong) on payout_account_try to app_jobs;
comment on table payout_account_try is 'That somebody typed the number of an account to verify it: so many wrong ones in an hour are the last for a while';
comment on column payout_account_try.is_wrong is 'Null until it is known';
`;
