import { Column, Entity, PrimaryColumn } from "typeorm";

/** What the bank says that it booked. */
@Entity("bank_entry")
export class BankEntryRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "statement_id" })
  statementId: string;

  @Column({ type: "integer" })
  position: number;

  @Column({ type: "text" })
  direction: string;

  @Column({ type: "boolean", name: "is_reversal" })
  isReversal: boolean;

  @Column({ type: "bigint", name: "amount_minor" })
  amountMinor: bigint;

  @Column({ type: "text" })
  currency: string;

  @Column({ type: "date", name: "booked_on" })
  bookedOn: string;

  @Column({ type: "text", name: "end_to_end_id", nullable: true })
  endToEndId: string | null;

  @Column({ type: "text" })
  reference: string;

  @Column({ type: "text", nullable: true })
  reason: string | null;

  @Column({ type: "text", nullable: true })
  information: string | null;

  @Column({ type: "text" })
  state: string;

  /** Why it was left to a person. */
  @Column({ type: "text", nullable: true })
  obstacle: string | null;

  /** What of it the bank took for itself; less than nothing where it gave some back. */
  @Column({ type: "bigint", name: "charges_minor" })
  chargesMinor: bigint;

  @Column({ type: "uuid", name: "payout_id", nullable: true })
  payoutId: string | null;

  @Column({ type: "uuid", name: "decided_by", nullable: true })
  decidedBy: string | null;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt: Date | null;

  @Column({ type: "text", nullable: true })
  note: string | null;
}
