import { DataSource } from "typeorm";

import type { Database } from "./database.ts";
import { FUNCTION_RULES } from "./isolation-rules-of-functions.ts";
import { KEY_RULES } from "./isolation-rules-of-keys.ts";
import { ROLE_RULES } from "./isolation-rules-of-roles.ts";
import { TABLE_RULES } from "./isolation-rules-of-tables.ts";
import { systemSession } from "./session.ts";
import { toStatement, trustedText } from "./statement.ts";

/**
 * What must hold in the catalog for partners to be isolated. Each rule is a query that gives a
 * sentence for each thing that breaks it. `serving` are the roles that serve, `ours` the schemas
 * but the system's and the job library's.
 */
const RULES = [...ROLE_RULES, ...TABLE_RULES, ...KEY_RULES, ...FUNCTION_RULES];

const AUDIT = trustedText(`
with serving as (
  select oid, rolname
  from pg_roles
  where rolname in ('app_partner', 'app_vendor', 'app_jobs', 'app_auth')
), ours as (
  select oid, nspname
  from pg_namespace
  where nspname not in ('pg_catalog', 'information_schema', 'graphile_worker') and nspname !~ '^pg_(toast|temp)'
)
select distinct finding
from (
${RULES.join("\nunion all\n")}
) as rule (finding)
order by finding`);

/**
 * Holds the catalog against the rules of isolation and returns a sentence for each thing that
 * breaks one; none when all is well. Reads the catalog alone, so any role may ask: the serving
 * pools (as the jobs' role) or the owner's connection.
 */
export async function auditIsolation(asked: Database | DataSource): Promise<readonly string[]> {
  const rows =
    asked instanceof DataSource
      ? await asked.query<{ finding: string }[]>(toStatement(AUDIT).text)
      : await asked.read<{ finding: string }>(systemSession("isolation-audit"), AUDIT);
  return rows.map((row) => row.finding);
}
