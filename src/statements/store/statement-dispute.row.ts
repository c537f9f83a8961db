import { Column, Entity, PrimaryColumn } from "typeorm";

/** A partner disagrees with a line of its statement, or misses something there. */
@Entity("statement_dispute")
export class StatementDisputeRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "statement_id" })
  statementId: string;

  /** Null where something is missed. */
  @Column({ type: "integer", name: "line_number", nullable: true })
  lineNumber: number | null;

  @Column({ type: "uuid", name: "credit_id", nullable: true })
  creditId: string | null;

  @Column({ type: "uuid", name: "lead_id", nullable: true })
  leadId: string | null;

  @Column({ type: "text" })
  reason: string;

  @Column({ type: "text" })
  grounds: string;

  @Column({ type: "text", nullable: true })
  evidence: string | null;

  @Column({ type: "timestamptz", name: "opened_at" })
  openedAt: Date;

  @Column({ type: "timestamptz", name: "due_at" })
  dueAt: Date;

  /** What holds the credit of its line; null where nothing was to be held. */
  @Column({ type: "uuid", name: "hold_id", nullable: true })
  holdId: string | null;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "timestamptz", name: "ended_at", nullable: true })
  endedAt: Date | null;

  /** What its partner is told. */
  @Column({ type: "text", nullable: true })
  answer: string | null;

  @Column({ type: "uuid", name: "correcting_credit_id", nullable: true })
  correctingCreditId: string | null;

  /** For the vendor alone: partners have no rows of postings. */
  @Column({ type: "uuid", name: "correcting_txn_id", nullable: true })
  correctingTxnId: string | null;
}
