import { Column, Entity, PrimaryColumn } from "typeorm";

import type { FactorOfScore, Grade, Trend } from "../domain/score.ts";

/** What an open lead scores; for the vendor alone. */
@Entity("lead_score")
export class LeadScoreRow {
  @PrimaryColumn({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "model_id" })
  modelId: string;

  @Column({ type: "integer" })
  fit: number;

  @Column({ type: "integer" })
  engagement: number;

  @Column({ type: "integer" })
  total: number;

  @Column({ type: "text" })
  grade: Grade;

  @Column({ type: "text" })
  trend: Trend;

  @Column({ type: "boolean", name: "reaches_mql" })
  reachesMql: boolean;

  @Column({ type: "jsonb" })
  factors: readonly FactorOfScore[];

  @Column({ type: "timestamptz", name: "scored_at" })
  scoredAt: Date;
}
