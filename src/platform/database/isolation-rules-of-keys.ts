// What is known to be harmless, and why: a key's hash can be made only by who has the key; who
// invites is held by a policy of its own, before the foreign key is asked.
const HARMLESS = "('api_key_hash_once', 'invitation_invited_by_fkey')";

const WRITTEN_BY_PARTNERS = `
from pg_class as tbl
join ours on ours.oid = tbl.relnamespace and tbl.relkind in ('r', 'p')
join pg_attribute as partner on partner.attrelid = tbl.oid and partner.attname = 'partner_id' and not partner.attisdropped`;

const mayWrite = (columns: string): string => `
not exists (
    select
    from unnest(${columns}::smallint[]) as number
    where number > 0
      and not has_column_privilege('app_partner', tbl.oid, number, 'insert')
      and not has_column_privilege('app_partner', tbl.oid, number, 'update'))
  and has_any_column_privilege('app_partner', tbl.oid, 'insert, update')`;

/**
 * Rules for keys: they look at all rows, whatever the policies show, and answer by an error. A
 * unique key that is not a partner's own tells what others have; a foreign key that does not hold
 * the partner tells which ids exist.
 */
export const KEY_RULES: readonly string[] = [
  `
select format('unique index %s tells partners what others have: it is not led by partner_id', key.indexrelid::regclass)
${WRITTEN_BY_PARTNERS}
join pg_index as key on key.indrelid = tbl.oid and key.indisunique
where key.indkey[0] <> partner.attnum
  and ${mayWrite("key.indkey")}
  and key.indexrelid::regclass::text not in ${HARMLESS}
  and not (
    pg_get_indexdef(key.indexrelid) like '% (id)'
    and exists (
      select from pg_trigger
      where tgrelid = tbl.oid and tgfoid = to_regprocedure('app.require_new_id()') and tgenabled in ('O', 'A')))`,

  `
select format('foreign key %s tells partners which rows of %s exist: it does not hold partner_id', key.conname, key.confrelid::regclass)
${WRITTEN_BY_PARTNERS}
join pg_constraint as key on key.conrelid = tbl.oid and key.contype = 'f'
join pg_attribute as referred on referred.attrelid = key.confrelid and referred.attname = 'partner_id' and not referred.attisdropped
where partner.attnum <> all (key.conkey)
  and ${mayWrite("key.conkey")}
  and key.conname not in ${HARMLESS}`,
];
