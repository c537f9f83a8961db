import { migrations } from "../../migrations/index.ts";
import { faultsOf, readBooksStanding } from "../ledger/index.ts";
import { systemClock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { auditIsolation, sql, systemSession } from "../platform/database/index.ts";
import type { ReadinessChecks } from "../platform/http/index.ts";
import type { Logger } from "../platform/logger.ts";

/** The catalog does not isolate partners; nothing may be served on it. */
class NotIsolatedError extends Error {
  constructor(findings: readonly string[]) {
    super(["The database does not keep partners apart:", ...findings].join("\n  "));
    this.name = "NotIsolatedError";
  }
}

/**
 * What only a superuser can close: where the owner is none, we warn and say so in /readyz, and
 * STRICT_ISOLATION refuses. Everything else is refused always.
 */
const isTolerable = (finding: string): boolean => finding.includes("may run set_config");

/**
 * Audits the catalog before anything is served, and gives the checks that /readyz repeats.
 * Throws NotIsolatedError where partners are not kept apart.
 */
export async function readinessChecks(
  database: Database,
  isStrict: boolean,
  log: Logger,
): Promise<ReadinessChecks> {
  const findings = await auditIsolation(database);
  const refused = isStrict ? findings : findings.filter((finding) => !isTolerable(finding));
  if (refused.length > 0) throw new NotIsolatedError(refused);
  for (const finding of findings) log.warn("isolation", { note: finding });
  return {
    database: async () => {
      await database.read(systemSession("readiness"), sql`select 1 as one`);
      return { ok: true };
    },
    migrations: async () => {
      const rows = await database.read<{ name: string }>(
        systemSession("readiness"),
        sql`select name from schema_migration`,
      );
      const ran = new Set(rows.map((row) => row.name));
      const missing = migrations.filter((migration) => !ran.has(migration.name));
      return missing.length === 0
        ? { ok: true }
        : { ok: false, note: `${missing.length} have not run` };
    },
    // an instance with unsealed postings or balances adrift serves all the same: it says so
    books: async () => {
      const standing = await readBooksStanding(database, systemSession("readiness"), systemClock());
      const faults = faultsOf(standing).map(([note]) => note);
      return faults.length === 0 ? { ok: true } : { ok: true, note: faults.join("; ") };
    },
    isolation: async () => {
      const now = await auditIsolation(database);
      const isOpen = now.some((finding) => isStrict || !isTolerable(finding));
      return now.length === 0 ? { ok: true } : { ok: !isOpen, note: now.join("; ") };
    },
  };
}
