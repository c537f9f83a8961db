import { Column, Entity, PrimaryColumn } from "typeorm";

import type { Explanation } from "../domain/choose-holder.ts";

/** Who holds a lead, or held it: a person, or a queue. */
@Entity("assignment")
export class AssignmentRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "uuid", name: "member_id", nullable: true })
  memberId: string | null;

  @Column({ type: "uuid", name: "queue_id", nullable: true })
  queueId: string | null;

  @Column({ type: "text" })
  cause: string;

  /** The version of the rules that gave it; null where no rule did. */
  @Column({ type: "integer", name: "routing_number", nullable: true })
  routingNumber: number | null;

  /** 1 for the first rule. */
  @Column({ type: "integer", name: "rule_position", nullable: true })
  rulePosition: number | null;

  @Column({ type: "jsonb", nullable: true })
  explanation: Explanation | null;

  /** For the vendor alone. */
  @Column({ type: "text", nullable: true })
  note: string | null;

  @Column({ type: "timestamptz", name: "assigned_at" })
  assignedAt: Date;

  @Column({ type: "uuid", name: "assigned_by" })
  assignedBy: string;

  /** Null while it holds. */
  @Column({ type: "timestamptz", name: "ended_at", nullable: true })
  endedAt: Date | null;
}
