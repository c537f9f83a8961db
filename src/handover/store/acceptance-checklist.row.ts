import { Column, Entity, PrimaryColumn } from "typeorm";

/** What was confirmed with an acceptance, by the labels of then. The vendor's alone. */
@Entity("acceptance_checklist")
export class AcceptanceChecklistRow {
  @PrimaryColumn({ type: "uuid", name: "partner_id" })
  partnerId: string;

  /** The event of the acceptance. */
  @PrimaryColumn({ type: "uuid", name: "event_id" })
  eventId: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  /** The lead's version after the acceptance. */
  @Column({ type: "integer" })
  seq: number;

  @Column({ type: "text", array: true })
  keys: readonly string[];

  @Column({ type: "text", array: true })
  labels: readonly string[];

  /** True where nobody confirmed it. */
  @Column({ type: "boolean" })
  waived: boolean;
}
