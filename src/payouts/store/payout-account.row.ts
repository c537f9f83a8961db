import { Column, Entity, PrimaryColumn } from "typeorm";

/** Where a partner's money of one currency goes; its number is sealed. */
@Entity("payout_account")
export class PayoutAccountRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "text" })
  currency: string;

  @Column({ type: "text", name: "holder_name" })
  holderName: string;

  @Column({ type: "text", nullable: true })
  street: string | null;

  @Column({ type: "text", nullable: true })
  building: string | null;

  @Column({ type: "text", nullable: true })
  postcode: string | null;

  @Column({ type: "text" })
  town: string;

  @Column({ type: "text", nullable: true })
  region: string | null;

  @Column({ type: "text" })
  country: string;

  @Column({ type: "text" })
  format: string;

  @Column({ type: "text", name: "bank_country" })
  bankCountry: string;

  @Column({ type: "text", name: "bank_code", nullable: true })
  bankCode: string | null;

  @Column({ type: "text", nullable: true })
  bic: string | null;

  @Column({ type: "bytea", name: "number_sealed" })
  numberSealed: Buffer;

  @Column({ type: "text", name: "key_id" })
  keyId: string;

  @Column({ type: "bytea", name: "number_mark" })
  numberMark: Buffer;

  @Column({ type: "text", name: "number_ends" })
  numberEnds: string;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "timestamptz", name: "proposed_at" })
  proposedAt: Date;

  @Column({ type: "uuid", name: "proposed_by" })
  proposedBy: string;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt: Date | null;

  @Column({ type: "uuid", name: "decided_by", nullable: true })
  decidedBy: string | null;

  @Column({ type: "text", nullable: true })
  note: string | null;

  @Column({ type: "boolean", name: "is_shared" })
  isShared: boolean;

  @Column({ type: "timestamptz", name: "usable_from", nullable: true })
  usableFrom: Date | null;

  @Column({ type: "timestamptz", name: "ended_at", nullable: true })
  endedAt: Date | null;

  @Column({ type: "uuid", name: "ended_by", nullable: true })
  endedBy: string | null;

  @Column({ type: "text", name: "end_reason", nullable: true })
  endReason: string | null;
}
