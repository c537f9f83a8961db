import { Column, Entity, PrimaryColumn } from "typeorm";

import type { TouchRole } from "../domain/models.ts";
import type { Channel, TouchSource } from "../domain/touchpoint.ts";

/** What somebody had to do with the prospect of a lead. */
@Entity("touchpoint")
export class TouchpointRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  /** Whose touch it is. */
  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  /** Whose lead it is of; of a partner's session the database sets it. */
  @Column({ type: "uuid", name: "lead_partner_id" })
  leadPartnerId: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "text" })
  role: TouchRole;

  @Column({ type: "text" })
  channel: Channel;

  @Column({ type: "text", nullable: true })
  campaign: string | null;

  @Column({ type: "bigint", name: "cost_minor", nullable: true })
  costMinor: bigint | null;

  @Column({ type: "text", name: "cost_currency", nullable: true })
  costCurrency: string | null;

  @Column({ type: "timestamptz", name: "occurred_at" })
  occurredAt: Date;

  @Column({ type: "text" })
  source: TouchSource;

  @Column({ type: "text", nullable: true })
  reference: string | null;

  @Column({ type: "timestamptz", name: "recorded_at" })
  recordedAt: Date;

  @Column({ type: "uuid", name: "recorded_by" })
  recordedBy: string;

  @Column({ type: "timestamptz", name: "retracted_at", nullable: true })
  retractedAt: Date | null;

  @Column({ type: "uuid", name: "retracted_by", nullable: true })
  retractedBy: string | null;

  @Column({ type: "text", name: "retract_reason", nullable: true })
  retractReason: string | null;
}
