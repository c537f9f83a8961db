import { Column, Entity, PrimaryColumn } from "typeorm";

/** What a partner paid back of what it owes, as the bank booked it. */
@Entity("clawback_repayment")
export class RepaymentRow {
  /** The posting of it, which names it. */
  @PrimaryColumn({ type: "uuid", name: "posting_id" })
  postingId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "clawback_id" })
  clawbackId: string;

  @Column({ type: "bigint", name: "amount_minor" })
  amountMinor: bigint;

  @Column({ type: "date", name: "received_on" })
  receivedOn: string;

  @Column({ type: "text", name: "bank_reference" })
  bankReference: string;

  /** The entry of the bank that shows it; null where two persons said so. */
  @Column({ type: "uuid", name: "bank_entry_id", nullable: true })
  bankEntryId: string | null;

  @Column({ type: "uuid", name: "recorded_by" })
  recordedBy: string;

  @Column({ type: "timestamptz", name: "recorded_at" })
  recordedAt: Date;
}
