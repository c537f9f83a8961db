import type { StatementId } from "../../kernel/index.ts";
import { idOf, isCurrency, uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Sql, Transaction } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import { nameAt } from "../../reporting/index.ts";
import type { DrawnLine, DrawnStatement, Parts } from "../domain/drawn-statement.ts";

/** A PDF as it was drawn once, of a statement that the caller may read. */
export interface KeptPdf {
  readonly content: Buffer;
  readonly sha256: Buffer;
}

/** How many lines a statement has, and its PDF once it was drawn; null where the caller has no such statement. */
export async function readPdf(
  database: Database,
  session: Session,
  id: StatementId,
): Promise<{ readonly lineCount: number; readonly kept: KeptPdf | null } | null> {
  const row = await database.readOne<{
    line_count: number;
    content: Buffer | null;
    sha256: Buffer | null;
  }>(
    session,
    sql`
      select own.line_count, pdf.content, pdf.sha256
      from partner_statement as own
      left join statement_pdf as pdf on pdf.statement_id = own.id and pdf.partner_id = own.partner_id
      where ${ownRows(session, "own")} and own.id = ${uuidOf(id)}::uuid`,
  );
  if (!row) return null;
  const { content, sha256 } = row;
  const kept = content !== null && sha256 !== null ? { content, sha256 } : null;
  return { lineCount: row.line_count, kept };
}

/** Keeps a PDF, unless another process was quicker: then that one stays. */
export function queuePdf(
  tx: Transaction,
  { id, content, sha256, at }: KeptPdf & { readonly id: StatementId; readonly at: Date },
): void {
  tx.queue(sql`
    insert into statement_pdf (statement_id, partner_id, content, sha256, drawn_at)
    select own.id, own.partner_id, ${content}::bytea, ${sha256}::bytea, ${at}::timestamptz
    from partner_statement as own
    where own.id = ${uuidOf(id)}::uuid
    on conflict do nothing`);
}

type HeadRow = Pick<
  DrawnStatement,
  "number" | "vendorName" | "partnerName" | "partnerCountry" | "startsOn" | "endsOn" | "issuedAt"
> & { currency: string; opening: string[]; closing: string[] };

type LineRow = Omit<DrawnLine, "creditId" | "parts" | "balance" | "withheld"> & {
  creditUuid: string | null;
  parts: string[];
  balance: string;
  withheld: string;
};

/** All that a drawing says of a statement, its partner called as it was at the seal up to which it counts. */
export async function readDrawnStatement(
  database: Database,
  session: Session,
  id: StatementId,
): Promise<DrawnStatement> {
  const [[head], lines] = await Promise.all([
    readHead(database, session, id),
    readLines(database, session, id),
  ]);
  if (!head || !isCurrency(head.currency)) throw new Error(`there is no statement ${id}`);
  return {
    ...head,
    id,
    currency: head.currency,
    opening: partsOf(head.opening),
    closing: partsOf(head.closing),
    lines: lines.map(({ creditUuid, parts, balance, withheld, ...line }) => ({
      ...line,
      creditId: creditUuid === null ? null : idOf("crd", creditUuid),
      parts: partsOf(parts),
      balance: BigInt(balance),
      withheld: BigInt(withheld),
    })),
  };
}

const partnerAt = (subject: "partner" | "partner_country", now: Sql): Sql =>
  nameAt(subject, sql`own.partner_id`, sql`issue.until_seq`, now);

const readHead = (database: Database, session: Session, id: StatementId) =>
  database.read<HeadRow>(
    session,
    sql`
      select own.number, entity.name as "vendorName", ${partnerAt("partner", sql`partner.name`)} as "partnerName",
        ${partnerAt("partner_country", sql`partner.country`)} as "partnerCountry",
        own.currency, own.starts_on::text as "startsOn", own.ends_on::text as "endsOn", own.issued_at as "issuedAt",
        array[own.opening_accrued_minor, own.opening_held_minor, own.opening_payable_minor, own.opening_transit_minor,
          own.opening_receivable_minor]::text[] as opening,
        array[own.closing_accrued_minor, own.closing_held_minor, own.closing_payable_minor, own.closing_transit_minor,
          own.closing_receivable_minor]::text[] as closing
      from partner_statement as own
      join statement_issue as issue on issue.period_id = own.period_id
      join partner on partner.id = own.partner_id
      join legal_entity as entity on entity.id = own.entity_id
      where own.id = ${uuidOf(id)}::uuid`,
  );

const readLines = (database: Database, session: Session, id: StatementId) =>
  database.read<LineRow>(
    session,
    sql`
      select line.number, line.kind, line.accounting_on::text as "accountingOn", line.effective_on::text as "effectiveOn",
        line.program_name as "programName", line.credit_id as "creditUuid", line.milestone, line.is_late as "isLate",
        line.corrects_number as "correctsNumber",
        array[line.accrued_minor, line.held_minor, line.payable_minor, line.transit_minor, line.receivable_minor]::text[] as parts,
        line.balance_minor::text as balance, line.withheld_minor::text as withheld
      from partner_statement as own
      join partner_statement_line as line on line.partner_id = own.partner_id and line.statement_id = own.id
      where own.id = ${uuidOf(id)}::uuid
      order by line.number`,
  );

function partsOf(texts: readonly string[]): Parts {
  const [accrued, held, payable, transit, receivable, ...others] = texts.map(BigInt);
  if (receivable === undefined || others.length > 0)
    throw new Error("a statement has another number of parts");
  return [accrued ?? 0n, held ?? 0n, payable ?? 0n, transit ?? 0n, receivable];
}
