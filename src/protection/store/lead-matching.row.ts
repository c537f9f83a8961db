import { Column, Entity, PrimaryColumn } from "typeorm";

/** Says that a lead was compared with all others, and when. The vendor's alone. */
@Entity("lead_matching")
export class LeadMatchingRow {
  @PrimaryColumn({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "timestamptz", name: "finished_at" })
  finishedAt: Date;

  /** Of the company, as it was compared. */
  @Column({ type: "integer", name: "keys_version" })
  keysVersion: number;
}
