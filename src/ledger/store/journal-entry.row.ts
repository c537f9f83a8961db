import { Column, Entity, PrimaryColumn } from "typeorm";

/** A line of a posting: debit > 0, credit < 0. */
@Entity("journal_entry")
export class JournalEntryRow {
  @PrimaryColumn({ type: "uuid", name: "txn_id" })
  txnId: string;

  @PrimaryColumn({ type: "integer", name: "line_no" })
  lineNo: number;

  @Column({ type: "uuid", name: "account_id" })
  accountId: string;

  @Column({ type: "text" })
  currency: string;

  @Column({ type: "bigint", name: "amount_minor" })
  amountMinor: bigint;

  @Column({ type: "uuid", name: "credit_id", nullable: true })
  creditId: string | null;
}
