import { Column, Entity, PrimaryColumn } from "typeorm";

/** A change of what an accepted lead is matched by, as its partner proposes it. */
@Entity("correction_proposal")
export class CorrectionProposalRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "text" })
  state: string;

  /** Which of the following it is about: a null among them clears. */
  @Column({ type: "text", array: true })
  fields: readonly string[];

  @Column({ type: "text", name: "company_name", nullable: true })
  companyName: string | null;

  @Column({ type: "text", name: "company_domain", nullable: true })
  companyDomain: string | null;

  @Column({ type: "text", name: "company_country", nullable: true })
  companyCountry: string | null;

  @Column({ type: "text", name: "company_tax_id", nullable: true })
  companyTaxId: string | null;

  @Column({ type: "text", name: "contact_email", nullable: true })
  contactEmail: string | null;

  @Column({ type: "text", name: "contact_phone", nullable: true })
  contactPhone: string | null;

  @Column({ type: "uuid", array: true, name: "product_line_ids", nullable: true })
  productLineIds: readonly string[] | null;

  @Column({ type: "text", name: "tender_reference", nullable: true })
  tenderReference: string | null;

  @Column({ type: "text", name: "tender_issuer", nullable: true })
  tenderIssuer: string | null;

  @Column({ type: "date", name: "tender_due_on", nullable: true })
  tenderDueOn: string | null;

  @Column({ type: "timestamptz", name: "proposed_at" })
  proposedAt: Date;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt: Date | null;

  @Column({ type: "text", name: "decline_reason", nullable: true })
  declineReason: string | null;
}
