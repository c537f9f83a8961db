import { Column, Entity, PrimaryColumn } from "typeorm";

/** A prospect that the vendor claims for itself. The vendor's alone. */
@Entity("direct_claim")
export class DirectClaimRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text", name: "company_name" })
  companyName: string;

  @Column({ type: "text", name: "company_domain", nullable: true })
  companyDomain: string | null;

  @Column({ type: "text", name: "company_country", nullable: true })
  companyCountry: string | null;

  @Column({ type: "text", name: "company_tax_id", nullable: true })
  companyTaxId: string | null;

  @Column({ type: "uuid", array: true, name: "product_line_ids" })
  productLineIds: readonly string[];

  @Column({ type: "text" })
  evidence: string;

  @Column({ type: "timestamptz", name: "contacted_at", nullable: true })
  contactedAt: Date | null;

  @Column({ type: "timestamptz", name: "recorded_at" })
  recordedAt: Date;

  @Column({ type: "uuid", name: "recorded_by" })
  recordedBy: string;

  @Column({ type: "timestamptz", name: "confirmed_at", nullable: true })
  confirmedAt: Date | null;

  @Column({ type: "timestamptz", name: "expires_at" })
  expiresAt: Date;

  @Column({ type: "timestamptz", name: "ended_at", nullable: true })
  endedAt: Date | null;

  /** The earlier contact once it is confirmed, else when it was recorded. */
  @Column({ type: "timestamptz", name: "counts_from" })
  countsFrom: Date;

  @Column({ type: "integer" })
  version: number;
}
