import type { MigrationInterface, QueryRunner } from "typeorm";

/** Who drafted payouts does not send them, and who verified where their money goes does not approve the first of it. */
export class PayoutsHaveDutiesApart1795298400553 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(APPROVERS);
    await runner.query(BATCHES);
  }

  public async down(): Promise<void> {
    throw new Error("what was paid is on record: restore a backup instead");
  }
}

// An account to which money has gone, and not come back, was seen to be the partner's: what was verified of it is no
// longer the word of one person.
const APPROVERS = `
create function app.barred_from_batch(the_batch uuid, the_member uuid)
returns table (partner_id uuid, bar text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select payout.partner_id, 'VERIFIED'
  from public.payout
  join public.payout_account as account on account.id = payout.account_id
  where payout.batch_id = the_batch and app.is_same_person(the_member, account.decided_by)
    and not exists (
      select
      from public.payout as earlier
      where earlier.account_id = account.id and earlier.state = 'PAID')
  union all
  select payout.partner_id, 'WORKED_FOR'
  from public.payout
  where payout.batch_id = the_batch and app.has_worked_for(the_member, payout.partner_id)
$$;
revoke execute on function app.barred_from_batch(uuid, uuid) from public;
grant execute on function app.barred_from_batch(uuid, uuid) to app_vendor;
comment on function app.barred_from_batch(uuid, uuid) is
  'Of which partners a batch pays what the person of a membership may not approve: they verified the account and nothing was paid to it yet, or they worked for the partner';
`;

const BATCHES = `
create function app.guard_payout_duties()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.state = 'SENT' and app.is_same_person(new.drafted_by, new.sent_by) is distinct from false then
    raise exception 'payouts are sent by another person than who drafted them'
      using errcode = 'BT002', constraint = 'payout_batch_sent_by_another';
  end if;
  if new.state = 'APPROVED' and exists (select from app.barred_from_batch(new.id, new.approved_by)) then
    raise exception 'who verified an account, or worked for a partner, does not approve what is paid there'
      using errcode = 'BT002', constraint = 'payout_batch_approved_by_another';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_payout_duties() from public;
create trigger payout_batch_duties after update of state on payout_batch for each row
when (old.state is distinct from new.state)
execute function app.guard_payout_duties();
alter table payout_batch enable always trigger payout_batch_duties;
`;
