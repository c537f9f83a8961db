import { Column, Entity, PrimaryColumn } from "typeorm";

/** When models are trained by themselves, and from what, as it was saved. */
@Entity("scoring_schedule")
export class ScoringScheduleRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  /** Null where no month is due by itself. */
  @Column({ type: "integer", name: "every_months", nullable: true })
  everyMonths: number | null;

  @Column({ type: "boolean", name: "when_drifted" })
  whenDrifted: boolean;

  @Column({ type: "integer", name: "learns_months" })
  learnsFromMonths: number;

  @Column({ type: "text" })
  outcome: string;

  @Column({ type: "text", array: true, name: "left_out" })
  leftOut: string[];

  @Column({ type: "integer", name: "grade_a_from" })
  gradeAFrom: number;

  @Column({ type: "integer", name: "grade_b_from" })
  gradeBFrom: number;

  @Column({ type: "integer", name: "grade_c_from" })
  gradeCFrom: number;

  @Column({ type: "integer", name: "mql_from", nullable: true })
  mqlFrom: number | null;

  @Column({ type: "text" })
  reason: string;

  @Column({ type: "uuid", name: "set_by" })
  setBy: string;

  @Column({ type: "timestamptz", name: "set_at" })
  setAt: Date;

  /** Since when another is in force; null while it is. */
  @Column({ type: "timestamptz", name: "replaced_at", nullable: true })
  replacedAt: Date | null;
}
