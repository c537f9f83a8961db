import { Column, Entity, PrimaryColumn } from "typeorm";

import type { ExportParameters } from "../domain/export-run.ts";

/** An export by name, and when it is run by itself. */
@Entity("report")
export class ReportRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  name: string;

  @Column({ type: "text" })
  kind: string;

  @Column({ type: "text" })
  format: string;

  @Column({ type: "jsonb" })
  parameters: ExportParameters;

  @Column({ type: "text" })
  period: string;

  @Column({ type: "text", nullable: true })
  schedule: string | null;

  @Column({ type: "integer", name: "day_of_month", nullable: true })
  dayOfMonth: number | null;

  @Column({ type: "uuid", array: true, name: "recipient_ids" })
  recipientIds: string[];

  @Column({ type: "uuid", name: "saved_by" })
  savedBy: string;

  /** The key that saved it; null where a person did. */
  @Column({ type: "uuid", name: "key_id", nullable: true })
  keyId: string | null;

  @Column({ type: "timestamptz", name: "saved_at" })
  savedAt: Date;

  @Column({ type: "timestamptz", name: "paused_at", nullable: true })
  pausedAt: Date | null;

  @Column({ type: "text", name: "pause_reason", nullable: true })
  pauseReason: string | null;

  @Column({ type: "timestamptz", name: "retired_at", nullable: true })
  retiredAt: Date | null;

  @Column({ type: "uuid", name: "retired_by", nullable: true })
  retiredBy: string | null;
}
