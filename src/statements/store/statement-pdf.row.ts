import { Column, Entity, PrimaryColumn } from "typeorm";

/** A statement as PDF, as it was drawn when it was asked for first. Never changed. */
@Entity("statement_pdf")
export class StatementPdfRow {
  @PrimaryColumn({ type: "uuid", name: "statement_id" })
  statementId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "bytea" })
  content: Buffer;

  /** Of the content. */
  @Column({ type: "bytea" })
  sha256: Buffer;

  @Column({ type: "timestamptz", name: "drawn_at" })
  drawnAt: Date;
}
