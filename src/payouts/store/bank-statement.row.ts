import { Column, Entity, PrimaryColumn } from "typeorm";

/** A file of the bank that says what it booked; the file itself is not kept. */
@Entity("bank_statement")
export class BankStatementRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  format: string;

  @Column({ type: "text", name: "message_id", nullable: true })
  messageId: string | null;

  @Column({ type: "text", name: "account_ends", nullable: true })
  accountEnds: string | null;

  @Column({ type: "text" })
  sha256: string;

  @Column({ type: "integer", name: "byte_size" })
  byteSize: number;

  @Column({ type: "integer", name: "entry_count" })
  entryCount: number;

  @Column({ type: "integer", name: "settled_count" })
  settledCount: number;

  @Column({ type: "integer", name: "returned_count" })
  returnedCount: number;

  @Column({ type: "integer", name: "repeated_count" })
  repeatedCount: number;

  @Column({ type: "integer", name: "unmatched_count" })
  unmatchedCount: number;

  @Column({ type: "uuid", name: "imported_by" })
  importedBy: string;

  @Column({ type: "timestamptz", name: "imported_at" })
  importedAt: Date;
}
