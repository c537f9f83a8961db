import { isRole, scopesOf } from "../../identity/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { ReportFacts } from "../domain/facts.ts";
import type { ReportNotice, Told } from "../domain/write-mail.ts";

import type { TakenNotice } from "./notice-store.ts";

type Row = {
  name: string;
  month: string | null;
  failure: string | null;
  file: string | null;
  roles: string[];
};

/** What there is to tell of a report, to whoever may read reports still. */
export async function readReportTold(
  database: Database,
  session: Session,
  { kind, occasionUuid, member }: TakenNotice & { readonly kind: ReportNotice },
): Promise<Told | null> {
  const row = await database.readOne<Row>(
    session,
    sql`
      select told.name, told.month, told.failure, told.file, reader.roles
      from (${FACTS[kind](sql`${occasionUuid}::uuid`)}) as told (name, month, failure, file)
      join membership as reader on reader.id = ${uuidOf(member.id)}::uuid`,
  );
  if (!row) return null;
  const { name, month, failure, file, roles } = row;
  const scopes: ReadonlySet<string> = scopesOf(roles.filter(isRole));
  if (!READS.every((scope) => scopes.has(scope))) return null;
  const exportRunId = file === null ? null : idOf("exp", file);
  const report: ReportFacts = { name, month, failure, exportRunId };
  return { of: "REPORT", report };
}

/** What it takes to read reports. */
const READS = ["EXPORTS_WRITE", "LEDGER_READ"];

const MONTH = sql`to_char(scheduled.month, 'YYYY-MM')`;

const FACTS: Readonly<Record<ReportNotice, (id: Sql) => Sql>> = {
  REPORT_READY: (id) => sql`
        select report.name, ${MONTH}, null, file.id
        from export_run as file
        join report on report.id = file.report_id
        join report_run as scheduled on scheduled.export_run_id = file.id
        where file.id = ${id} and file.status = 'DONE'`,
  REPORT_FAILED: (id) => sql`
        select report.name, ${MONTH}, coalesce(scheduled.failure, file.failure), null::uuid
        from report_run as scheduled
        join report on report.id = scheduled.report_id
        left join export_run as file on file.id = scheduled.export_run_id
        where ${id} in (scheduled.id, scheduled.export_run_id)`,
  REPORT_PAUSED: (id) => sql`
        select report.name, null, report.pause_reason, null::uuid
        from report
        where report.id = ${id} and report.paused_at is not null and report.retired_at is null`,
};
