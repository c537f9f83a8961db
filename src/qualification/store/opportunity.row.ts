import { Column, Entity, PrimaryColumn } from "typeorm";

/** The deal that a lead became. */
@Entity("opportunity")
export class OpportunityRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "bigint", name: "amount_minor" })
  amountMinor: bigint;

  @Column({ type: "text" })
  currency: string;

  /** YYYY-MM-DD. */
  @Column({ type: "date", name: "close_on" })
  closeOn: string;

  @Column({ type: "timestamptz", name: "opened_at" })
  openedAt: Date;

  @Column({ type: "timestamptz", name: "closed_at", nullable: true })
  closedAt: Date | null;

  @Column({ type: "integer" })
  version: number;

  @Column({ type: "timestamptz", name: "updated_at" })
  updatedAt: Date;
}
