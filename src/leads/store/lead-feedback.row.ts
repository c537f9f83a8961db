import { Column, Entity, PrimaryColumn } from "typeorm";

/** What the vendor said of a lead with a decision on it, for its partner to read. */
@Entity("lead_feedback")
export class LeadFeedbackRow {
  @PrimaryColumn({ type: "uuid", name: "partner_id" })
  partnerId: string;

  /** The event of the decision. */
  @PrimaryColumn({ type: "uuid", name: "event_id" })
  eventId: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  /** The lead's version after the decision. */
  @Column({ type: "integer" })
  seq: number;

  @Column({ type: "text", array: true })
  strengths: readonly string[];

  @Column({ type: "text", array: true })
  gaps: readonly string[];

  @Column({ type: "text", nullable: true })
  comment: string | null;
}
