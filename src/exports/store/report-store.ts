import { z } from "zod";

import type { Principal } from "../../identity/index.ts";
import type { PartnerMemberId, ReportId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Sql, Transaction } from "../../platform/database/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import { ExportParameters, isExportFormat, isExportKind } from "../domain/export-run.ts";
import { isReportPeriod } from "../domain/report.ts";
import type { SavedReport } from "../domain/report.ts";

import { ENTITY_UUID } from "./cells-of.ts";

/** A report as whoever runs it knows it. */
export interface ReportToRun extends SavedReport {
  readonly id: ReportId;
  /** As whom it is run. */
  readonly principal: Principal;
}

export interface StandingReport extends ReportToRun {
  readonly isRetired: boolean;
  readonly isPaused: boolean;
}

const Kept = z.object({
  id: z.string(),
  kind: z.string().refine(isExportKind),
  format: z.string().refine(isExportFormat),
  parameters: ExportParameters,
  period: z.string().refine(isReportPeriod),
  saved_by: z.string(),
  key_id: z.string().nullable(),
});

const COLUMNS = sql`report.id, report.kind, report.format, report.parameters, report.period, report.saved_by, report.key_id`;

function reportOf(row: unknown): ReportToRun {
  const { id, saved_by, key_id, ...saved } = Kept.parse(row);
  return {
    ...{ kind: saved.kind, format: saved.format, parameters: saved.parameters },
    ...{ period: saved.period, id: idOf("rpt", id) },
    principal: {
      memberId: idOf("mem", saved_by),
      keyId: key_id === null ? null : idOf("key", key_id),
    },
  };
}

/** A report; locked until the transaction ends, so that it is neither retired nor paused meanwhile. */
export async function lockReport(tx: Transaction, id: ReportId): Promise<StandingReport | null> {
  const row = await tx.readOne<{ retired: boolean; paused: boolean } & Record<string, unknown>>(sql`
    select ${COLUMNS}, report.retired_at is not null as retired, report.paused_at is not null as paused
    from report
    where report.id = ${uuidOf(id)}::uuid
    for no key update`);
  return row && { ...reportOf(row), isRetired: row.retired, isPaused: row.paused };
}

export function queueRetirement(
  tx: Transaction,
  id: ReportId,
  { at, by }: { readonly at: Date; readonly by: string },
): void {
  tx.queue(sql`
    update report
    set retired_at = ${at}::timestamptz, retired_by = ${by}::uuid
    where id = ${uuidOf(id)}::uuid`);
}

/** Which of some are members of the vendor that have not left, with their roles. */
export async function readVendorRoles(
  tx: Transaction,
  ids: readonly PartnerMemberId[],
): Promise<ReadonlyMap<PartnerMemberId, readonly string[]>> {
  const rows = await tx.read<{ id: string; roles: string[] }>(sql`
    select member.id, member.roles
    from membership as member
    where member.id = any(${ids.map(uuidOf)}::uuid[]) and member.partner_id is null and member.deactivated_at is null`);
  return new Map(rows.map(({ id, roles }) => [idOf("mem", id), roles]));
}

/** The last month whose books are closed, by its first day; null where none is. */
export async function readClosedMonth(tx: Transaction): Promise<string | null> {
  const row = await tx.readOne<{ month: string | null }>(sql`
    select max(period.starts_on)::text as month
    from accounting_period as period
    where period.entity_id = ${ENTITY_UUID} and period.status = 'closed'`);
  return row?.month ?? null;
}

/** A month for which a report is to be run now. */
export interface DueReport {
  readonly report: ReportToRun;
  /** Its first day. */
  readonly month: string;
  readonly isByClose: boolean;
}

/** The day as it is where the books are, and in UTC, whichever is earlier: an hour in, so that nothing of the day before is under way. */
const today = (at: Date): Sql => sql`(
  select least(
    ((${at}::timestamptz - interval '1 hour') at time zone 'UTC')::date,
    ((${at}::timestamptz - interval '1 hour') at time zone entity.time_zone)::date)
  from legal_entity as entity
  where entity.id = ${ENTITY_UUID})`;

/** Months by the day on which they are due: those since the report was saved. */
const byDay = (at: Date): Sql => sql`
  select month::date as month
  from generate_series(
    date_trunc('month', report.saved_at at time zone 'UTC') - interval '1 month', date_trunc('month', ${today(at)}::timestamp),
    interval '1 month') as month
  where month + interval '1 month' + make_interval(days => report.day_of_month - 1) between
    date_trunc('day', report.saved_at at time zone 'UTC') and ${today(at)}`;

/** Months that were closed since it was saved; of statements, those of which they are written. */
const BY_CLOSE = sql`
  select period.starts_on as month
  from accounting_period as period
  where period.entity_id = ${ENTITY_UUID} and period.status = 'closed' and period.closed_at >= report.saved_at
    and (report.kind <> 'PARTNER_STATEMENTS' or exists (
      select
      from statement_issue as issue
      where issue.period_id = period.id and issue.written_at is not null))`;

/** What is due at an instant, the earliest months first, so many at most. */
export async function readDueReports(
  database: Database,
  session: Session,
  at: Date,
  most: number,
): Promise<readonly DueReport[]> {
  const rows = await database.read<{ month: string; by_close: boolean } & Record<string, unknown>>(
    session,
    sql`
      select ${COLUMNS}, due.month::text as month, report.schedule = 'MONTH_CLOSED' as by_close
      from report
      cross join lateral (
        ${joinSql(
          [
            sql`select by_day.month from (${byDay(at)}) as by_day where report.schedule = 'DAY_OF_MONTH'`,
            sql`select by_close.month from (${BY_CLOSE}) as by_close where report.schedule = 'MONTH_CLOSED'`,
          ],
          " union all ",
        )}
      ) as due
      where report.schedule is not null and report.paused_at is null and report.retired_at is null
        and not exists (
          select
          from report_run as run
          where run.report_id = report.id and run.month = due.month)
      order by due.month, report.id
      limit ${most}::integer`,
  );
  return rows.map((row) => ({
    ...{ report: reportOf(row), month: row.month, isByClose: row.by_close },
  }));
}

/** Who hears that a report is paused: those who have its files, and finance, which can save it anew. */
export async function readToldOfPause(tx: Transaction, id: ReportId): Promise<readonly string[]> {
  const rows = await tx.read<{ id: string }>(sql`
    select member.id
    from report
    join membership as member on member.id = any(report.recipient_ids) or member.roles && '{FINANCE,CONTROLLER}'
    where report.id = ${uuidOf(id)}::uuid and member.partner_id is null and member.deactivated_at is null`);
  return rows.map((row) => row.id);
}

/** Queues that no month of it is run any more. */
export function queuePause(
  tx: Transaction,
  id: ReportId,
  { at, reason }: { readonly at: Date; readonly reason: string },
): void {
  tx.queue(sql`
    update report
    set paused_at = ${at}::timestamptz, pause_reason = ${reason}::text
    where id = ${uuidOf(id)}::uuid`);
}
