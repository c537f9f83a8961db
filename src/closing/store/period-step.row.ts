import { Column, Entity, PrimaryColumn } from "typeorm";

import type { PeriodStepKind } from "../domain/period.ts";

/** What was done to a period, by whom. Never changed. */
@Entity("period_step")
export class PeriodStepRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "period_id" })
  periodId: string;

  @Column({ type: "integer" })
  number: number;

  @Column({ type: "text" })
  kind: PeriodStepKind;

  @Column({ type: "timestamptz", name: "made_at" })
  madeAt: Date;

  @Column({ type: "uuid", name: "made_by" })
  madeBy: string;

  @Column({ type: "text", nullable: true })
  reason: string | null;

  @Column({ type: "integer", nullable: true })
  days: number | null;

  @Column({ type: "text", name: "gl_reference", nullable: true })
  glReference: string | null;

  /** Of REOPENED; set by the database. */
  @Column({ type: "timestamptz", name: "open_until", nullable: true })
  openUntil: Date | null;

  /** Of CLOSED; set by the database. */
  @Column({ type: "bigint", name: "close_seq", nullable: true })
  closeSeq: bigint | null;
}
