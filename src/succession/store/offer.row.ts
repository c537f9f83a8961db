import { Column, Entity, PrimaryColumn } from "typeorm";

/** A lead of the vendor's own, offered to a partner. */
@Entity("offer")
export class OfferRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  /** To whom it is offered. */
  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  /** The vendor's. */
  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "text" })
  role: string;

  @Column({ type: "text", name: "company_name" })
  companyName: string;

  @Column({ type: "text", name: "company_domain", nullable: true })
  companyDomain: string | null;

  @Column({ type: "text", name: "company_country", nullable: true })
  companyCountry: string | null;

  @Column({ type: "text" })
  need: string;

  @Column({ type: "text", nullable: true })
  message: string | null;

  @Column({ type: "bigint", name: "value_minor", nullable: true })
  valueMinor: bigint | null;

  @Column({ type: "text", name: "value_currency", nullable: true })
  valueCurrency: string | null;

  @Column({ type: "timestamptz", name: "offered_at" })
  offeredAt: Date;

  @Column({ type: "timestamptz", name: "expires_at" })
  expiresAt: Date;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt: Date | null;

  @Column({ type: "text", name: "decline_reason", nullable: true })
  declineReason: string | null;

  /** The partner's own lead; null until it takes the offer. */
  @Column({ type: "uuid", name: "taken_lead_id", nullable: true })
  takenLeadId: string | null;

  @Column({ type: "integer" })
  version: number;
}
