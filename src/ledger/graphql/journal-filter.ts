import { uuidOf } from "../../kernel/index.ts";
import type { Id, Prefix } from "../../kernel/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import { apiError, idArgument } from "../../platform/graphql/index.ts";
import type { ColumnOf } from "../../platform/reading/index.ts";
import { DEFAULT_ENTITY_ID } from "../domain/posting.ts";

import type { JournalFilterInput } from "./journal.type.ts";

/** Which postings; null where all. */
export interface JournalFilter {
  readonly untilSeq: string | null;
  readonly accountId: Id<"led"> | null;
  readonly partnerId: Id<"prt"> | null;
  readonly incentiveProgramId: Id<"inc"> | null;
  readonly creditId: Id<"crd"> | null;
  readonly source: { readonly type: Prefix; readonly uuid: string } | null;
  readonly kind: string | null;
  /** The first day of the month. */
  readonly period: string | null;
  readonly effectiveFrom: string | null;
  readonly effectiveTo: string | null;
  readonly accountingFrom: string | null;
  readonly accountingTo: string | null;
}

export function readJournalFilter(input: JournalFilterInput | null): JournalFilter {
  const { untilSeq, accountId, partnerId, incentiveProgramId, creditId, sourceId, period } =
    input ?? {};
  return {
    untilSeq: readSeq(untilSeq ?? null, ["filter", "untilSeq"]),
    accountId: optionalId("led", accountId, "accountId"),
    partnerId: optionalId("prt", partnerId, "partnerId"),
    incentiveProgramId: optionalId("inc", incentiveProgramId, "incentiveProgramId"),
    creditId: optionalId("crd", creditId, "creditId"),
    source: readSource(sourceId),
    kind: input?.kind ?? null,
    period: readPeriod(period ?? null),
    effectiveFrom: input?.effectiveFrom ?? null,
    effectiveTo: input?.effectiveTo ?? null,
    accountingFrom: input?.accountingFrom ?? null,
    accountingTo: input?.accountingTo ?? null,
  };
}

/** The condition on seals: what is asked of the posting and of its lines, where anything is. */
export function matchesJournal(filter: JournalFilter, column: ColumnOf): Sql {
  const given: Sql[] = [sql`${column("entityId")} = ${DEFAULT_ENTITY_ID}::uuid`];
  if (filter.untilSeq !== null) given.push(sql`${column("seq")} <= ${filter.untilSeq}::bigint`);
  const ofPosting = conditionsOnPosting(filter);
  if (ofPosting.length > 0)
    given.push(sql`exists (
      select
      from journal_txn as posted
      where posted.id = ${column("id")} and ${joinSql(ofPosting, " and ")})`);
  const ofLine = conditionsOnLine(filter);
  if (ofLine.length > 0)
    given.push(sql`${column("id")} in (
      select line.txn_id
      from journal_entry as line
      join ledger_account as account on account.id = line.account_id
      where ${joinSql(ofLine, " and ")})`);
  return joinSql(given, " and ");
}

function conditionsOnPosting(filter: JournalFilter): Sql[] {
  const given: Sql[] = [];
  const { source, kind, period } = filter;
  if (source !== null)
    given.push(
      sql`posted.source_type = ${source.type}::text and posted.source_id = ${source.uuid}::uuid`,
    );
  if (kind !== null) given.push(sql`posted.kind = ${kind}::text`);
  if (period !== null)
    given.push(
      sql`posted.accounting_date >= ${period}::date and posted.accounting_date < ${period}::date + interval '1 month'`,
    );
  if (filter.effectiveFrom !== null)
    given.push(sql`posted.effective_date >= ${filter.effectiveFrom}::date`);
  if (filter.effectiveTo !== null)
    given.push(sql`posted.effective_date <= ${filter.effectiveTo}::date`);
  if (filter.accountingFrom !== null)
    given.push(sql`posted.accounting_date >= ${filter.accountingFrom}::date`);
  if (filter.accountingTo !== null)
    given.push(sql`posted.accounting_date <= ${filter.accountingTo}::date`);
  return given;
}

function conditionsOnLine({ accountId, partnerId, incentiveProgramId, creditId }: JournalFilter) {
  const given: Sql[] = [];
  if (accountId !== null) given.push(sql`line.account_id = ${uuidOf(accountId)}::uuid`);
  if (partnerId !== null) given.push(sql`account.partner_id = ${uuidOf(partnerId)}::uuid`);
  if (incentiveProgramId !== null)
    given.push(sql`account.program_id = ${uuidOf(incentiveProgramId)}::uuid`);
  if (creditId !== null) given.push(sql`line.credit_id = ${uuidOf(creditId)}::uuid`);
  return given;
}

/** As many digits as any bigint of the database has. */
const SEQ = /^(0|[1-9][0-9]{0,17})$/;

/** A number of the chain as text: it may be longer than a number of JSON is exact. */
export function readSeq(text: string | null, inputPath: readonly string[]): string | null {
  if (text === null || SEQ.test(text)) return text;
  throw apiError(
    "BAD_USER_INPUT",
    `${inputPath.join(".")} is no number of the chain: give a whole number such as "1207"`,
    { inputPath: [...inputPath] },
  );
}

function readPeriod(text: string | null): string | null {
  if (text === null) return null;
  if (/^[0-9]{4}-(0[1-9]|1[0-2])$/.test(text) && !text.startsWith("0000")) return `${text}-01`;
  throw apiError("BAD_USER_INPUT", 'filter.period is no month: give one such as "2027-02"', {
    inputPath: ["filter", "period"],
  });
}

function optionalId<P extends Prefix>(
  prefix: P,
  text: string | null | undefined,
  field: string,
): Id<P> | null {
  return text === null || text === undefined ? null : idArgument(prefix, text, ["filter", field]);
}

/** What is posted for: awards, so far. */
const SOURCE = "awd";

function readSource(text: string | null | undefined): JournalFilter["source"] {
  const id = optionalId(SOURCE, text, "sourceId");
  return id && { type: SOURCE, uuid: uuidOf(id) };
}
