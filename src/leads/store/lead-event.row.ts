import { Column, Entity, PrimaryColumn } from "typeorm";

/** One event of a lead's history, as both sides may see it. */
@Entity("lead_event")
export class LeadEventRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  /** The lead's version after the event. */
  @Column({ type: "integer" })
  seq: number;

  @Column({ type: "text" })
  type: string;

  @Column({ type: "text", name: "from_stage" })
  fromStage: string;

  @Column({ type: "text", name: "to_stage" })
  toStage: string;

  @Column({ type: "text", array: true })
  passed: readonly string[];

  @Column({ type: "timestamptz" })
  at: Date;

  @Column({ type: "text", name: "actor_kind" })
  actorKind: string;

  @Column({ type: "uuid", name: "actor_id", nullable: true })
  actorId: string | null;

  @Column({ type: "boolean", name: "by_vendor" })
  byVendor: boolean;

  /** The code that the partner may know. */
  @Column({ type: "text", name: "reason_code", nullable: true })
  reasonCode: string | null;

  /** Written for both sides. */
  @Column({ type: "text", nullable: true })
  comment: string | null;

  /** What a correction was about. */
  @Column({ type: "text", array: true })
  fields: readonly string[];
}

/** What the vendor alone keeps of an event. */
@Entity("lead_event_internal")
export class LeadEventInternalRow {
  @PrimaryColumn({ type: "uuid", name: "event_id" })
  eventId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "reason_id", nullable: true })
  reasonId: string | null;

  @Column({ type: "text", nullable: true })
  note: string | null;
}
