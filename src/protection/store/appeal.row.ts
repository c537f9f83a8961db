import { Column, Entity, PrimaryColumn } from "typeorm";

/** A partner disagrees with a decision over its lead. */
@Entity("appeal")
export class AppealRow {
  /** That of the event by which it was made. */
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "text" })
  against: string;

  @Column({ type: "text" })
  evidence: string;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "timestamptz", name: "opened_at" })
  openedAt: Date;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt: Date | null;
}
