import { Column, Entity, PrimaryColumn } from "typeorm";

/** The company of one lead, as its partner wrote it and as it is matched. */
@Entity("company")
export class CompanyRow {
  @PrimaryColumn({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "text" })
  name: string;

  @Column({ type: "text", name: "folded_name" })
  foldedName: string;

  @Column({ type: "text", nullable: true })
  domain: string | null;

  @Column({ type: "text", nullable: true })
  country: string | null;

  @Column({ type: "text", name: "tax_id", nullable: true })
  taxId: string | null;
}

/** One of the keys by which a lead's company is known. */
@Entity("company_key")
export class CompanyKeyRow {
  @PrimaryColumn({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @PrimaryColumn({ type: "uuid", name: "lead_id" })
  leadId: string;

  @PrimaryColumn({ type: "text" })
  key: string;
}
