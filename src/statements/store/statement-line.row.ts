import { Column, Entity, PrimaryColumn } from "typeorm";

/** What one posting did to one credit of a partner. Never changed. */
@Entity("partner_statement_line")
export class StatementLineRow {
  @PrimaryColumn({ type: "uuid", name: "statement_id" })
  statementId: string;

  @PrimaryColumn({ type: "integer" })
  number: number;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "text" })
  kind: string;

  @Column({ type: "text", name: "program_name" })
  programName: string;

  @Column({ type: "uuid", name: "credit_id", nullable: true })
  creditId: string | null;

  @Column({ type: "text", nullable: true })
  milestone: string | null;

  @Column({ type: "date", name: "effective_on" })
  effectiveOn: string;

  @Column({ type: "date", name: "accounting_on" })
  accountingOn: string;

  @Column({ type: "boolean", name: "is_late" })
  isLate: boolean;

  /** In which of the partner's statements stands what it takes back. */
  @Column({ type: "integer", name: "corrects_number", nullable: true })
  correctsNumber: number | null;

  @Column({ type: "bigint", name: "accrued_minor" })
  accruedMinor: bigint;

  @Column({ type: "bigint", name: "held_minor" })
  heldMinor: bigint;

  @Column({ type: "bigint", name: "payable_minor" })
  payableMinor: bigint;

  @Column({ type: "bigint", name: "transit_minor" })
  transitMinor: bigint;

  @Column({ type: "bigint", name: "receivable_minor" })
  receivableMinor: bigint;

  /** What of it was put aside for the tax office; less than nothing where that was taken back. */
  @Column({ type: "bigint", name: "withheld_minor" })
  withheldMinor: bigint;

  @Column({ type: "bigint", name: "balance_minor" })
  balanceMinor: bigint;
}
