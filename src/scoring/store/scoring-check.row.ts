import { Column, Entity, PrimaryColumn } from "typeorm";

import type { FeatureShift } from "../domain/check.ts";
import type { Measures } from "../domain/measures.ts";

/** How what was learned fared on the leads of a month. Never changed. */
@Entity("scoring_check")
export class ScoringCheckRow {
  @PrimaryColumn({ type: "uuid", name: "training_id" })
  trainingId: string;

  /** The first day of the month, in UTC. */
  @PrimaryColumn({ type: "date" })
  month: string;

  @Column({ type: "uuid" })
  id: string;

  @Column({ type: "timestamptz", name: "checked_at" })
  checkedAt: Date;

  @Column({ type: "integer" })
  leads: number;

  @Column({ type: "integer" })
  positives: number;

  @Column({ type: "double precision", nullable: true })
  shift: number | null;

  @Column({ type: "boolean", name: "is_shifted", nullable: true })
  isShifted: boolean | null;

  @Column({ type: "jsonb", nullable: true })
  measures: Measures | null;

  @Column({ type: "boolean", name: "is_worse", nullable: true })
  isWorse: boolean | null;

  @Column({ type: "jsonb" })
  features: readonly FeatureShift[];
}
