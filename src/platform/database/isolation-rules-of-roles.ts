/** Rules for the roles that serve: what they are, belong to, own, and may do in the database. */
export const ROLE_RULES: readonly string[] = [
  `
select format('role %s does not exist', expected)
from unnest(array['app_partner', 'app_vendor', 'app_jobs', 'app_auth']) as expected
where not exists (select from serving where rolname = expected)`,

  `
select format('role %s is %s', role.rolname, attribute)
from serving
join pg_roles as role on role.oid = serving.oid
cross join lateral (values
  (role.rolsuper, 'a superuser'),
  (role.rolbypassrls, 'exempt from row-level security (bypassrls)'),
  (role.rolcreaterole, 'allowed to make roles'),
  (role.rolcreatedb, 'allowed to make databases'),
  (role.rolreplication, 'allowed to replicate'),
  (role.rolinherit, 'made to inherit what roles it belongs to may do')
) as has (it, attribute)
where it`,

  // a membership is a way to another role's rows, inherited or by SET ROLE
  `
select format('role %s is a member of %s', serving.rolname, pg_get_userbyid(member.roleid))
from serving
join pg_auth_members as member on member.member = serving.oid`,

  // an owner is past every grant and may take row-level security off
  `
select format('role %s owns %s', serving.rolname, pg_describe_object(owned.classid, owned.objid, owned.objsubid))
from serving
join pg_shdepend as owned on owned.refclassid = 'pg_authid'::regclass and owned.refobjid = serving.oid
where owned.deptype = 'o'
  and owned.dbid in (0, (select oid from pg_database where datname = current_database()))`,

  // a temporary table comes before the real one of its name wherever a path does not say otherwise
  `
select format('role %s may make temporary tables in this database', rolname)
from serving
where has_database_privilege(oid, current_database(), 'temporary')`,

  `
select format('role %s may make schemas in this database', rolname)
from serving
where has_database_privilege(oid, current_database(), 'create')`,

  `
select format('role %s may make things in schema %s', serving.rolname, ours.nspname)
from serving
cross join ours
where has_schema_privilege(serving.oid, ours.oid, 'create')`,

  // jobs are enqueued by the trigger and worked by their own role; payloads are nobody else's
  `
select format('role %s may look into schema %s', serving.rolname, closed.nspname)
from serving
join pg_namespace as closed on closed.nspname in ('graphile_worker', 'queue')
where has_schema_privilege(serving.oid, closed.oid, 'usage')`,
];
