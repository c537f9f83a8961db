import { Column, Entity, PrimaryColumn } from "typeorm";

/** A person in a lead: personal data. */
@Entity("contact")
export class ContactRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "boolean", name: "is_primary" })
  isPrimary: boolean;

  @Column({ type: "text" })
  name: string;

  @Column({ type: "text" })
  email: string;

  @Column({ type: "text", name: "email_key" })
  emailKey: string;

  @Column({ type: "text", nullable: true })
  phone: string | null;

  @Column({ type: "text", name: "job_title", nullable: true })
  jobTitle: string | null;

  @Column({ type: "text", name: "buying_role", nullable: true })
  buyingRole: string | null;

  @Column({ type: "text", name: "consent_basis" })
  consentBasis: string;

  @Column({ type: "timestamptz", name: "consent_obtained_at", nullable: true })
  consentObtainedAt: Date | null;

  @Column({ type: "text", name: "consent_source", nullable: true })
  consentSource: string | null;
}
