import type { MigrationInterface, QueryRunner } from "typeorm";

// Two indexes refuse a second reversal: by its key, which is answered with the first one, and by the posting it
// reverses, which is an error. Between sessions it was chance which of them was asked first.
const REVERSALS_QUEUE = `
create or replace function app.reverse_journal(txn_id uuid, entity_id uuid, reverses_id uuid, idempotency_key text, effective_date date, source_type text, source_id uuid, approval_id uuid default null::uuid, memo text default null::text)
  returns uuid
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  mirrored app.journal_line[];
begin
  perform from public.journal_txn where id = reverse_journal.reverses_id for no key update;

  select array_agg(
    row(entry.account_id, entry.currency, -entry.amount_minor, entry.credit_id)::app.journal_line
    order by entry.line_no)
  into mirrored
  from public.journal_entry as entry
  where entry.txn_id = reverse_journal.reverses_id;

  return app.write_journal(
    row(reverse_journal.txn_id, reverse_journal.entity_id, 'REVERSE', reverse_journal.idempotency_key,
      reverse_journal.effective_date, reverse_journal.reverses_id, reverse_journal.source_type,
      reverse_journal.source_id, reverse_journal.approval_id, reverse_journal.memo),
    coalesce(mirrored, '{}')
  );
end
$$;
`;

/** Reversals of one posting wait for one another, so that each under the same key is answered with the first. */
export class ReversalsOfAPostingQueue1795298400101 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(REVERSALS_QUEUE);
  }

  public async down(): Promise<void> {
    throw new Error("restore a backup instead");
  }
}
