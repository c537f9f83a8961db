import { Column, Entity, PrimaryColumn } from "typeorm";

/** What a partner is told of a decision over its lead; nothing in it is of anybody else. */
@Entity("lead_decision")
export class LeadDecisionRow {
  /** That of the event by which it was told. */
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "text" })
  outcome: string;

  @Column({ type: "text" })
  rule: string;

  @Column({ type: "timestamptz", name: "claimed_at" })
  claimedAt: Date;

  @Column({ type: "integer", name: "share_ppm", nullable: true })
  sharePpm: number | null;

  @Column({ type: "text", nullable: true })
  statement: string | null;

  @Column({ type: "timestamptz", name: "decided_at" })
  decidedAt: Date;
}
