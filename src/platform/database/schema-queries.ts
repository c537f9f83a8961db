const OURS = "('public', 'app', 'queue')";

/** Whoever owns the database's tables is called owner, whatever the role's name is here. */
const roleName = (oid: string): string => `
  case
    when ${oid} = 0 then 'public'
    when ${oid} = (select relowner from pg_class where oid = 'public.lead'::regclass) then 'owner'
    else quote_ident(pg_get_userbyid(${oid}))
  end`;

const comment = (what: string, text: string): string =>
  `format('comment on ${what} is %L;', ${text})`;

/** What is printed of one table, `$1`; each query gives its lines in their order. */
export const TABLE_QUERIES = {
  columns: `
    select tbl.oid::regclass::text as thing,
      concat_ws(' ',
        quote_ident(col.attname),
        format_type(col.atttypid, col.atttypmod),
        case when col.attnotnull then 'not null' end,
        case
          when col.attgenerated = 's' then format('generated always as (%s) stored', pg_get_expr(def.adbin, def.adrelid))
          when def.oid is not null then format('default %s', pg_get_expr(def.adbin, def.adrelid))
        end) as line
    from pg_class as tbl
    join pg_namespace as namespace on namespace.oid = tbl.relnamespace
    join pg_attribute as col on col.attrelid = tbl.oid and col.attnum > 0 and not col.attisdropped
    left join pg_attrdef as def on def.adrelid = tbl.oid and def.adnum = col.attnum
    where namespace.nspname in ${OURS} and tbl.relkind in ('r', 'p')
    order by 1, col.attnum`,

  opening: `
    select format('create %stable %s (', case relpersistence when 'u' then 'unlogged ' else '' end, oid::regclass) as line
    from pg_class
    where oid = $1::regclass`,

  closing: `
    select ')' || coalesce(' with (' || array_to_string(reloptions, ', ') || ')', '') || ';' as line
    from pg_class
    where oid = $1::regclass`,

  // not null stands with the column; newer versions list it here as well
  constraints: `
    select format('constraint %I %s', conname, pg_get_constraintdef(oid)) as line
    from pg_constraint
    where conrelid = $1::regclass and contype in ('p', 'u', 'f', 'c', 'x')
    order by array_position(array['p', 'u', 'f', 'c', 'x'], contype::text), conname`,

  after: [
    `select pg_get_indexdef(indexrelid) || ';' as line
    from pg_index as index
    where indrelid = $1::regclass and not exists (select from pg_constraint where conindid = index.indexrelid and conrelid = index.indrelid)
    order by indexrelid::regclass::text collate "C"`,

    `select format('alter table %s %s row level security;', oid::regclass, what) as line
    from pg_class
    cross join lateral (values (relrowsecurity, 'enable'), (relforcerowsecurity, 'force')) as has (it, what)
    where oid = $1::regclass and it`,

    `select format('create policy %I on %s', polname, polrelid::regclass)
      || case when polpermissive then '' else ' as restrictive' end
      || case polcmd when 'r' then ' for select' when 'a' then ' for insert' when 'w' then ' for update' when 'd' then ' for delete' else '' end
      || ' to ' || (select string_agg(${roleName("role")}, ', ' order by ${roleName("role")} collate "C") from unnest(polroles) as role)
      || coalesce(' using (' || pg_get_expr(polqual, polrelid) || ')', '')
      || coalesce(' with check (' || pg_get_expr(polwithcheck, polrelid) || ')', '') || ';' as line
    from pg_policy
    where polrelid = $1::regclass
    order by polname`,

    `select pg_get_triggerdef(oid) || ';'
      || case tgenabled when 'A' then format(e'\\nalter table %s enable always trigger %I;', tgrelid::regclass, tgname) else '' end as line
    from pg_trigger
    where tgrelid = $1::regclass and not tgisinternal
    order by tgname`,

    `select format('grant %s on %s to %s;', string_agg(privilege, ', ' order by privilege), $1::regclass, grantee) as line
    from (
      select ${roleName("granted.grantee")} as grantee, lower(granted.privilege_type) as privilege
      from pg_class
      cross join lateral aclexplode(relacl) as granted
      where oid = $1::regclass and granted.grantee <> relowner
      union all
      select ${roleName("granted.grantee")},
        format('%s (%s)', lower(granted.privilege_type), string_agg(quote_ident(attname), ', ' order by attnum))
      from pg_attribute
      cross join lateral aclexplode(attacl) as granted
      where attrelid = $1::regclass and not attisdropped
      group by granted.grantee, granted.privilege_type
    ) as grants
    group by grantee
    order by grantee collate "C"`,

    `select ${comment("table %s", "$1::regclass, obj_description($1::regclass, 'pg_class')")} as line
    where obj_description($1::regclass, 'pg_class') is not null
    union all
    select ${comment("column %s.%I", "attrelid::regclass, attname, col_description(attrelid, attnum)")}
    from pg_attribute
    where attrelid = $1::regclass and attnum > 0 and col_description(attrelid, attnum) is not null
    order by 1`,
  ],
} as const;

/** What is printed after the tables, in this order, each query's things by their names. */
export const SCHEMA_QUERIES: readonly string[] = [
  `select format('%s.%s', namespace.nspname, type.typname) as thing,
    format('create type %I.%I as (%s);', namespace.nspname, type.typname,
      string_agg(format('%I %s', col.attname, format_type(col.atttypid, col.atttypmod)), ', ' order by col.attnum)) as line
  from pg_type as type
  join pg_namespace as namespace on namespace.oid = type.typnamespace
  join pg_class as shape on shape.oid = type.typrelid and shape.relkind = 'c'
  join pg_attribute as col on col.attrelid = shape.oid and col.attnum > 0
  where namespace.nspname in ${OURS}
  group by namespace.nspname, type.typname`,

  `select relation.oid::regclass::text as thing,
    format('create %s %s%s as %s', case relation.relkind when 'm' then 'materialized view' else 'view' end, relation.oid::regclass,
      coalesce(' with (' || array_to_string(relation.reloptions, ', ') || ')', ''), pg_get_viewdef(relation.oid)) as line
  from pg_class as relation
  join pg_namespace as namespace on namespace.oid = relation.relnamespace
  where namespace.nspname in ${OURS} and relation.relkind in ('v', 'm')`,

  `select routine.oid::regprocedure::text as thing,
    rtrim(pg_get_functiondef(routine.oid), e'\\n') || ';'
      || coalesce((
        select string_agg(format(e'\\ngrant execute on %s %s to %s;',
          case routine.prokind when 'p' then 'procedure' else 'function' end, routine.oid::regprocedure, named.name), '' order by named.name collate "C")
        from aclexplode(coalesce(routine.proacl, acldefault('f', routine.proowner))) as granted
        cross join lateral (select ${roleName("granted.grantee")} as name) as named
        where granted.grantee <> routine.proowner
      ), '')
      || case when ${roleName("routine.proowner")} = 'owner' then ''
        else format(e'\\nalter function %s owner to %s;', routine.oid::regprocedure, ${roleName("routine.proowner")}) end
      || coalesce(e'\\ncomment on function ' || routine.oid::regprocedure || ' is ' || quote_literal(obj_description(routine.oid, 'pg_proc')) || ';', '') as line
  from pg_proc as routine
  join pg_namespace as namespace on namespace.oid = routine.pronamespace
  where namespace.nspname in ${OURS}`,

  `select namespace.nspname::text as thing,
    format('grant %s on schema %I to %s;', string_agg(lower(granted.privilege_type), ', ' order by granted.privilege_type),
      namespace.nspname, ${roleName("granted.grantee")}) as line
  from pg_namespace as namespace
  cross join lateral aclexplode(namespace.nspacl) as granted
  where namespace.nspname in ${OURS} and granted.grantee <> namespace.nspowner
  group by namespace.nspname, granted.grantee
  order by 1, 2`,

  `select ${roleName("defaclrole")} as thing,
    format('alter default privileges for role %s: functions are born with %s;', ${roleName("defaclrole")},
      (select string_agg(format('%s for %s', lower(privilege_type), ${roleName("grantee")}), ', ') from aclexplode(defaclacl))) as line
  from pg_default_acl
  where defaclobjtype = 'f' and defaclnamespace = 0`,
];
