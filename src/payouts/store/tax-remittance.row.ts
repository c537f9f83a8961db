import { Column, Entity, PrimaryColumn } from "typeorm";

/** What was withheld by the rules of a country in some days, and handed on to its tax office. */
@Entity("tax_remittance")
export class TaxRemittanceRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  country: string;

  @Column({ type: "text" })
  currency: string;

  @Column({ type: "date", name: "withheld_from" })
  withheldFrom: string;

  @Column({ type: "date", name: "withheld_until" })
  withheldUntil: string;

  @Column({ type: "bigint", name: "amount_minor" })
  amountMinor: bigint;

  @Column({ type: "integer", name: "payout_count" })
  payoutCount: number;

  @Column({ type: "date", name: "remitted_on" })
  remittedOn: string;

  @Column({ type: "text", name: "bank_reference" })
  bankReference: string;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "uuid", name: "recorded_by" })
  recordedBy: string;

  @Column({ type: "timestamptz", name: "recorded_at" })
  recordedAt: Date;

  @Column({ type: "uuid", name: "decided_by", nullable: true })
  decidedBy: string | null;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt: Date | null;

  @Column({ type: "text", nullable: true })
  note: string | null;

  @Column({ type: "uuid", name: "posting_id", nullable: true })
  postingId: string | null;
}
