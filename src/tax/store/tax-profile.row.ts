import { Column, Entity, PrimaryColumn } from "typeorm";

/** As whom a partner is taxed; its number is sealed. */
@Entity("tax_profile")
export class TaxProfileRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "text", name: "legal_name" })
  legalName: string;

  @Column({ type: "text", name: "legal_form" })
  legalForm: string;

  @Column({ type: "text" })
  country: string;

  @Column({ type: "text", name: "vat_id", nullable: true })
  vatId: string | null;

  @Column({ type: "bytea", name: "tax_id_sealed", nullable: true })
  taxIdSealed: Buffer | null;

  @Column({ type: "text", name: "key_id", nullable: true })
  keyId: string | null;

  @Column({ type: "bytea", name: "tax_id_mark", nullable: true })
  taxIdMark: Buffer | null;

  @Column({ type: "text", name: "tax_id_ends", nullable: true })
  taxIdEnds: string | null;

  @Column({ type: "boolean", name: "is_self_billed" })
  isSelfBilled: boolean;

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

  @Column({ type: "timestamptz", name: "replaced_at", nullable: true })
  replacedAt: Date | null;
}
