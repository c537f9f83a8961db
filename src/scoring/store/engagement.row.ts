import { Column, Entity, PrimaryColumn } from "typeorm";

import type { EngagementKind } from "../domain/signals.ts";

/** What the prospect of a lead did. */
@Entity("engagement")
export class EngagementRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "text" })
  kind: EngagementKind;

  /** The name that the system gave it that tells of it. */
  @Column({ type: "text" })
  reference: string;

  @Column({ type: "timestamptz", name: "occurred_at" })
  occurredAt: Date;

  /** How long a visit took. */
  @Column({ type: "integer", nullable: true })
  seconds: number | null;

  @Column({ type: "timestamptz", name: "recorded_at" })
  recordedAt: Date;

  @Column({ type: "uuid", name: "recorded_by" })
  recordedBy: string;
}

/** How often the prospect of a lead did something on a day (UTC). */
@Entity("engagement_day")
export class EngagementDayRow {
  @PrimaryColumn({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @PrimaryColumn({ type: "text" })
  kind: EngagementKind;

  @PrimaryColumn({ type: "date" })
  day: string;

  @Column({ type: "integer" })
  events: number;
}
