import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * What shows that nobody rewrote the books: the head of each chain, signed once a day and sent elsewhere.
 * What shows that the balances are the sums of their lines: they are compared every night, and can be rebuilt.
 */
export class TheBooksAreWatched1795298400370 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(ANCHORS);
    await runner.query(ANCHOR_GUARD);
    await runner.query(EXPORTS);
    await runner.query(COMPARISONS);
    await runner.query(REBUILDING);
    await runner.query(LISTS);
  }

  public async down(): Promise<void> {
    throw new Error("anchors that were sent elsewhere name these rows: restore a backup instead");
  }
}

const ANCHORS = `
create table chain_anchor (
  id uuid not null,
  entity_id uuid not null,
  anchored_on date not null,
  seq bigint not null,
  hash bytea not null,
  anchored_at timestamptz(3) not null,
  signature bytea not null,
  public_key bytea not null,
  constraint chain_anchor_pkey primary key (id),
  constraint chain_anchor_once_a_day unique (entity_id, anchored_on),
  constraint chain_anchor_seal_fkey foreign key (entity_id, seq) references journal_seal (entity_id, seq),
  constraint chain_anchor_hash_length check (octet_length(hash) = 32),
  constraint chain_anchor_signature_length check (octet_length(signature) = 64),
  constraint chain_anchor_key_length check (octet_length(public_key) = 32)
);
call app.give_policies('chain_anchor', 'vendor_only');
call app.make_append_only('chain_anchor');
grant select on chain_anchor to app_vendor;
grant select, insert on chain_anchor to app_jobs;
comment on table chain_anchor is 'The head of an entity''s chain as it was once a day, signed (Ed25519): a chain that was rebuilt has other hashes';
`;

const ANCHOR_GUARD = `
create function app.guard_chain_anchor()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.journal_seal as seal
    where seal.entity_id = new.entity_id and seal.seq = new.seq and seal.hash = new.hash
  ) then
    raise exception 'anchor % is refused: seal % has another hash', new.id, new.seq
      using errcode = 'BT002', constraint = 'chain_anchor_is_a_seal';
  end if;
  if exists (
    select
    from public.chain_anchor as before
    where before.entity_id = new.entity_id and before.anchored_on < new.anchored_on
      and (before.seq > new.seq or before.anchored_at >= new.anchored_at)
  ) then
    raise exception 'anchor % is refused: an earlier day has a later seal', new.id
      using errcode = 'BT002', constraint = 'chain_anchor_follows';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_chain_anchor() from public;
create trigger chain_anchor_guard before insert on chain_anchor
  for each row execute function app.guard_chain_anchor();
alter table chain_anchor enable always trigger chain_anchor_guard;
`;

const EXPORTS = `
create table chain_anchor_export (
  anchor_id uuid not null,
  way text not null,
  exported_at timestamptz(3) not null,
  constraint chain_anchor_export_pkey primary key (anchor_id, way),
  constraint chain_anchor_export_anchor_fkey foreign key (anchor_id) references chain_anchor (id),
  constraint chain_anchor_export_way check (way in ('FILE', 'MAIL'))
);
call app.give_policies('chain_anchor_export', 'vendor_only');
call app.make_append_only('chain_anchor_export');
grant select on chain_anchor_export to app_vendor;
grant select, insert on chain_anchor_export to app_jobs;
comment on table chain_anchor_export is 'Which way an anchor left the database: into the storage of files, or by mail to whom ANCHORS_TO names';
`;

const COMPARISONS = `
create table balance_comparison (
  compared_at timestamptz(3) not null,
  accounts bigint not null,
  adrift bigint not null,
  constraint balance_comparison_pkey primary key (compared_at),
  constraint balance_comparison_counts check (adrift between 0 and accounts)
);
call app.give_policies('balance_comparison', 'vendor_only');
-- who rebuilds balances is the owner, and says what came of it
create policy balance_comparison_owner on balance_comparison to current_user using (true) with check (true);
call app.make_append_only('balance_comparison');
grant select on balance_comparison to app_vendor;
grant select, insert on balance_comparison to app_jobs;
comment on table balance_comparison is 'Comparisons of all balances with the lines that they are sums of, one a day: how many there were, and how many differed';

create view app.account_balance_drift with (security_invoker = true) as
select coalesce(balance.account_id, counted.account_id) as account_id,
  balance.balance_minor as was_minor,
  coalesce(counted.minor, 0) as is_minor
from account_balance as balance
full join (
  select entry.account_id, sum(entry.amount_minor) as minor
  from journal_entry as entry
  join ledger_account as account on account.id = entry.account_id
  left join journal_seal as seal on seal.txn_id = entry.txn_id
  where account.balance_sign <> 0 or seal.txn_id is not null
  group by entry.account_id
) as counted on counted.account_id = balance.account_id
where balance.balance_minor is distinct from coalesce(counted.minor, 0);
grant select on app.account_balance_drift to app_vendor, app_jobs;
comment on view app.account_balance_drift is 'Balances that are not the sum of their lines (of sealed lines, where the account has no sign); no rows, as long as all is well';
`;

// Whoever posts changes a balance in the transaction of its lines, and holds the row until it ends; the sealer
// holds its lock. So once both are held, a statement of its own sees all that the balance has to say, and what
// is posted afterwards is added to what was written here.
const REBUILDING = `
create function app.rebuild_balances(accounts uuid[])
returns table (account_id uuid, was_minor numeric, is_minor numeric)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  -- 'BTON' and 1: the sealer's
  perform pg_advisory_xact_lock(1112821582, 1);
  insert into public.account_balance (account_id, balance_sign)
  select account.id, account.balance_sign
  from public.ledger_account as account
  where account.id = any (accounts)
    and not exists (select from public.account_balance as balance where balance.account_id = account.id)
  order by account.id
  on conflict do nothing;
  perform from public.account_balance as balance where balance.account_id = any (accounts) order by balance.account_id for update;
  return query
    update public.account_balance as balance
    set balance_minor = counted.is_minor,
      version = balance.version + 1
    from (
      select account.id, before.balance_minor as was_minor, coalesce((
        select sum(entry.amount_minor)
        from public.journal_entry as entry
        where entry.account_id = account.id
          and (account.balance_sign <> 0 or exists (select from public.journal_seal as seal where seal.txn_id = entry.txn_id))
      ), 0) as is_minor
      from public.ledger_account as account
      join public.account_balance as before on before.account_id = account.id
      where account.id = any (accounts)
    ) as counted
    where counted.id = balance.account_id and balance.balance_minor is distinct from counted.is_minor
    returning balance.account_id, counted.was_minor, counted.is_minor;
end
$$;
revoke execute on function app.rebuild_balances(uuid[]) from public;
comment on function app.rebuild_balances(uuid[]) is
  'Makes these balances the sums of their lines again, beside whoever posts, and returns those that were not; the owner''s alone';
`;

const LISTS = `
create index chain_anchor_latest on chain_anchor (anchored_at desc, id desc);
`;
