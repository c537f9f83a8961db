import { Column, Entity, PrimaryColumn } from "typeorm";

/** The vendor's own view of an organisation: one legal entity in one country. The vendor's alone. */
@Entity("account")
export class AccountRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  name: string;

  @Column({ type: "text", nullable: true })
  country: string | null;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt: Date;
}

/** Which account a lead's company is. The vendor's alone. */
@Entity("account_lead")
export class AccountLeadRow {
  @PrimaryColumn({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @PrimaryColumn({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "uuid", name: "account_id" })
  accountId: string;

  @Column({ type: "timestamptz", name: "linked_at" })
  linkedAt: Date;
}
