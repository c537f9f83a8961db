// As PostgreSQL prints the condition that app.give_policies writes, without the aliases that some
// versions add; joined by "and" to whatever else it asks.
const OWN_ROWS = String.raw`^\(\(partner_id = \( SELECT \(NULLIF\(current_setting\(''app\.partner_id''::text, true\), ''''::text\)\)::uuid\)\) AND `;

/** True of a printed condition that lets through nothing but the partner's own rows. */
const namesPartner = (condition: string): string =>
  `(bare(${condition}) ~ '${OWN_ROWS}' and bare(${condition}) !~ ' OR ')`.replaceAll(
    /bare\(([^()]+)\)/g,
    String.raw`regexp_replace($1, ' AS "?\w+"?', '', 'g')`,
  );

const OUR_TABLES = `pg_class as tbl join ours on ours.oid = tbl.relnamespace and tbl.relkind in ('r', 'p')`;

/** Rules for tables and what can be read like one: row-level security, policies, guards, grants. */
export const TABLE_RULES: readonly string[] = [
  // without FORCE the owner's functions would see all rows
  `
select format('row-level security of table %s is not both enabled and forced', tbl.oid::regclass)
from ${OUR_TABLES}
where not (tbl.relrowsecurity and tbl.relforcerowsecurity)`,

  `
select format('table %s has no policy', tbl.oid::regclass)
from ${OUR_TABLES}
where not exists (select from pg_policy where polrelid = tbl.oid)`,

  `
select format('policy %s of table %s is for everybody', polname, polrelid::regclass)
from pg_policy
where 0 = any (polroles)`,

  `
select format('policy %s shows partners rows of table %s that are not theirs', policy.polname, tbl.oid::regclass)
from ${OUR_TABLES}
join pg_attribute as attribute on attribute.attrelid = tbl.oid and attribute.attname = 'partner_id' and not attribute.attisdropped
join pg_policy as policy on policy.polrelid = tbl.oid and policy.polpermissive
cross join lateral (
  select pg_get_expr(policy.polqual, policy.polrelid) as shown,
    coalesce(pg_get_expr(policy.polwithcheck, policy.polrelid), pg_get_expr(policy.polqual, policy.polrelid)) as written
) as condition
where 'app_partner'::regrole = any (policy.polroles)
  and not case policy.polcmd
    when 'r' then ${namesPartner("condition.shown")}
    when 'd' then ${namesPartner("condition.shown")}
    when 'a' then ${namesPartner("condition.written")}
    else ${namesPartner("condition.shown")} and ${namesPartner("condition.written")}
  end`,

  // a table without partner_id is the same for all partners, so it may tell of nobody's rows
  `
select format('table %s refers to %s, whose rows belong to partners, and has a policy for partners but no partner_id',
  tbl.oid::regclass, foreign_key.confrelid::regclass)
from ${OUR_TABLES}
join pg_constraint as foreign_key on foreign_key.conrelid = tbl.oid and foreign_key.contype = 'f'
join pg_attribute as owner on owner.attrelid = foreign_key.confrelid and owner.attname = 'partner_id' and not owner.attisdropped
where exists (select from pg_policy where polrelid = tbl.oid and 'app_partner'::regrole = any (polroles))
  and not exists (select from pg_attribute where attrelid = tbl.oid and attname = 'partner_id' and not attisdropped)`,

  `
select format('policy %s lets partners write table %s, which all partners share', policy.polname, tbl.oid::regclass)
from ${OUR_TABLES}
join pg_policy as policy on policy.polrelid = tbl.oid and policy.polpermissive and policy.polcmd <> 'r'
where 'app_partner'::regrole = any (policy.polroles)
  and not exists (select from pg_attribute where attrelid = tbl.oid and attname = 'partner_id' and not attisdropped)`,

  `
select format('trigger %s of append-only table %s does not always fire', tgname, tgrelid::regclass)
from pg_trigger
where tgfoid = any(array[to_regprocedure('app.refuse_change()'), to_regprocedure('app.refuse_unless_ended()'),
    to_regprocedure('app.guard_resealed()')]) and tgenabled <> 'A'`,

  `
select format('trigger %s of table %s is switched off', trigger.tgname, tbl.oid::regclass)
from ${OUR_TABLES}
join pg_trigger as trigger on trigger.tgrelid = tbl.oid
where trigger.tgenabled not in ('O', 'A')`,

  // what is sealed is sealed anew by later keys: its trigger's argument is the column
  `
select format('role %s may change or delete rows of append-only table %s', serving.rolname, tbl.oid::regclass)
from ${OUR_TABLES}
cross join serving
where exists (
    select
    from pg_trigger
    where tgrelid = tbl.oid and tgfoid = to_regprocedure('app.refuse_change()') and tgtype & 1 = 1
  )
  and (has_table_privilege(serving.oid, tbl.oid, 'delete') or exists (
    select
    from pg_attribute as changed
    where changed.attrelid = tbl.oid and changed.attnum > 0 and not changed.attisdropped
      and has_column_privilege(serving.oid, tbl.oid, changed.attnum, 'update')
      and not exists (
        select
        from pg_trigger as resealed
        where resealed.tgrelid = tbl.oid and resealed.tgfoid = to_regprocedure('app.guard_resealed()')
          and changed.attname::text = any(array['key_id'] || string_to_array(encode(resealed.tgargs, 'escape'), '\\000')))
  ))`,

  // rows that are ended once: the columns that end them are the trigger's arguments, each after a zero byte
  `
select format('role %s may change column %s of table %s, whose rows are only ended, or delete them', serving.rolname, changed.attname, tbl.oid::regclass)
from ${OUR_TABLES}
cross join serving
join pg_trigger as trigger on trigger.tgrelid = tbl.oid and trigger.tgfoid = to_regprocedure('app.refuse_unless_ended()')
join pg_attribute as changed on changed.attrelid = tbl.oid and changed.attnum > 0 and not changed.attisdropped
where changed.attname <> all(string_to_array(encode(trigger.tgargs, 'escape'), '\\000'))
  and (has_column_privilege(serving.oid, tbl.oid, changed.attnum, 'update') or has_table_privilege(serving.oid, tbl.oid, 'delete'))`,

  // TRUNCATE asks no policy, a foreign key or a trigger of one's own sees rows that no policy shows
  `
select format('role %s has %s on table %s', serving.rolname, upper(privilege), tbl.oid::regclass)
from ${OUR_TABLES}
cross join serving
cross join unnest(array['truncate', 'references', 'trigger']) as privilege
where has_table_privilege(serving.oid, tbl.oid, privilege)`,

  `
select format('everybody has %s on %s', granted.privilege_type, relation.oid::regclass)
from pg_class as relation
join ours on ours.oid = relation.relnamespace
cross join lateral aclexplode(relation.relacl) as granted
where granted.grantee = 0`,

  `
select format('view %s does not run with its reader''s rights (security_invoker)', relation.oid::regclass)
from pg_class as relation
join pg_namespace as namespace on namespace.oid = relation.relnamespace
where relation.relkind = 'v'
  and namespace.nspname not in ('pg_catalog', 'information_schema')
  and not exists (
    select from unnest(relation.reloptions) as option where option ~* '^security_invoker=(true|on|yes|1)$')
  and (
    exists (select from ours where ours.oid = namespace.oid)
    or exists (select from serving where has_any_column_privilege(serving.oid, relation.oid, 'select')))`,

  // none of these asks the policies of the tables that the rows come from
  `
select format('role %s may read %s %s', serving.rolname,
  case relation.relkind when 'm' then 'materialized view' when 'f' then 'foreign table' else 'partition' end,
  relation.oid::regclass)
from pg_class as relation
cross join serving
where (relation.relkind in ('m', 'f') or relation.relispartition and relation.relkind in ('r', 'p'))
  and has_any_column_privilege(serving.oid, relation.oid, 'select')`,
];
