/** Everything that runs with the owner's rights and that a serving role may call: nothing else. */
const WITH_OWNERS_RIGHTS = [
  ["app_vendor", "post_journal"],
  ["app_jobs", "post_journal"],
  ["app_vendor", "reverse_journal"],
  ["app_jobs", "reverse_journal"],
  ["app_jobs", "seal_journals"],
  // reads what it may read anyway, and keeps it from changing meanwhile
  ["app_jobs", "is_suspended"],
]
  .map(([role, name]) => `('${role}', 'app', '${name}')`)
  .join(", ");

/** Rules for functions: who may run them, with whose rights, and which names they see. */
export const FUNCTION_RULES: readonly string[] = [
  `
select format('role %s may run %s with the rights of %s', serving.rolname, routine.oid::regprocedure, pg_get_userbyid(routine.proowner))
from pg_proc as routine
join pg_namespace as namespace on namespace.oid = routine.pronamespace
cross join serving
where routine.prosecdef
  and namespace.nspname not in ('pg_catalog', 'information_schema')
  and has_function_privilege(serving.oid, routine.oid, 'execute')
  and (serving.rolname, namespace.nspname, routine.proname) not in (${WITH_OWNERS_RIGHTS})`,

  `
select format('everybody may run %s', routine.oid::regprocedure)
from pg_proc as routine
join pg_namespace as namespace on namespace.oid = routine.pronamespace
cross join lateral aclexplode(coalesce(routine.proacl, acldefault('f', routine.proowner))) as granted
where granted.grantee = 0
  and namespace.nspname in ('public', 'app', 'queue', 'graphile_worker')`,

  `
select format('%s does not fix its search_path with pg_temp as the last', routine.oid::regprocedure)
from pg_proc as routine
join pg_namespace as namespace on namespace.oid = routine.pronamespace
where namespace.nspname in ('public', 'app', 'queue')
  and not exists (
    select from unnest(routine.proconfig) as setting where setting ~ '^search_path=(.*, )?pg_temp$')`,

  // one injected expression could otherwise switch the partner within its statement
  `
select format('role %s may run set_config: only a superuser can revoke it from public', rolname)
from serving
where has_function_privilege(oid, 'pg_catalog.set_config(text, text, boolean)', 'execute')`,
];
