import { Column, Entity, PrimaryColumn } from "typeorm";

import type { Explanation } from "../domain/publication.ts";
import type { EngagementFactor, FitFactor } from "../domain/scoring-rules.ts";

/** A version of the rules by which leads are scored. */
@Entity("scoring_model")
export class ScoringModelRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "integer" })
  number: number;

  @Column({ type: "text", nullable: true })
  note: string | null;

  @Column({ type: "jsonb" })
  fit: readonly FitFactor[];

  @Column({ type: "jsonb" })
  engagement: readonly EngagementFactor[];

  @Column({ type: "integer", name: "fit_cap" })
  fitCap: number;

  @Column({ type: "integer", name: "engagement_cap" })
  engagementCap: number;

  @Column({ type: "integer", name: "grade_a_from" })
  gradeAFrom: number;

  @Column({ type: "integer", name: "grade_b_from" })
  gradeBFrom: number;

  @Column({ type: "integer", name: "grade_c_from" })
  gradeCFrom: number;

  @Column({ type: "integer", name: "mql_from", nullable: true })
  mqlFrom: number | null;

  /** What it was learned in; null of rules that people wrote. */
  @Column({ type: "uuid", name: "training_id", nullable: true })
  trainingId: string | null;

  /** The earlier model that it takes up again. */
  @Column({ type: "uuid", name: "restores_id", nullable: true })
  restoresId: string | null;

  @Column({ type: "jsonb", default: [] })
  explanations: readonly Explanation[];

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt: Date;

  @Column({ type: "uuid", name: "created_by" })
  createdBy: string;

  /** Null while it is a draft. */
  @Column({ type: "timestamptz", name: "published_at", nullable: true })
  publishedAt: Date | null;

  @Column({ type: "uuid", name: "published_by", nullable: true })
  publishedBy: string | null;
}
