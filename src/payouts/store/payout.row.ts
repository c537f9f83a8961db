import { Column, Entity, PrimaryColumn } from "typeorm";

/** Money of a batch that goes to one partner. */
@Entity("payout")
export class PayoutRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "batch_id" })
  batchId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  /** Null of what is set off. */
  @Column({ type: "uuid", name: "account_id", nullable: true })
  accountId: string | null;

  @Column({ type: "text" })
  method: string;

  @Column({ type: "text" })
  currency: string;

  @Column({ type: "bigint", name: "amount_minor" })
  amountMinor: bigint;

  /** Of a transfer: what of the gross of its credits is withheld, beside it or by an attempt before. */
  @Column({ type: "bigint", name: "withheld_minor" })
  withheldMinor: bigint;

  /** The rule by which it is withheld; null of anything else. */
  @Column({ type: "uuid", name: "tax_rule_id", nullable: true })
  taxRuleId: string | null;

  /** With what it was handed on to the tax office; null where it was not. */
  @Column({ type: "uuid", name: "remittance_id", nullable: true })
  remittanceId: string | null;

  @Column({ type: "text", name: "end_to_end_id" })
  endToEndId: string;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "timestamptz", name: "scheduled_at" })
  scheduledAt: Date;

  @Column({ type: "timestamptz", name: "sent_at", nullable: true })
  sentAt: Date | null;

  @Column({ type: "date", name: "booked_on", nullable: true })
  bookedOn: string | null;

  @Column({ type: "text", name: "bank_reference", nullable: true })
  bankReference: string | null;

  @Column({ type: "uuid", name: "settled_by", nullable: true })
  settledBy: string | null;

  @Column({ type: "timestamptz", name: "settled_at", nullable: true })
  settledAt: Date | null;

  @Column({ type: "uuid", name: "ended_by", nullable: true })
  endedBy: string | null;

  @Column({ type: "timestamptz", name: "ended_at", nullable: true })
  endedAt: Date | null;

  /** The day on which the bank booked that it came back. */
  @Column({ type: "date", name: "returned_on", nullable: true })
  returnedOn: string | null;

  @Column({ type: "text", name: "return_reference", nullable: true })
  returnReference: string | null;

  @Column({ type: "text", name: "return_reason", nullable: true })
  returnReason: string | null;
}
