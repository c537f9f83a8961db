import { Column, Entity, PrimaryColumn } from "typeorm";

import type { TrainingReport } from "../domain/training-report.ts";
import type { TrainedFor } from "../domain/features.ts";

/** What a model was to be learned from, and what was. */
@Entity("scoring_training")
export class ScoringTrainingRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  outcome: TrainedFor;

  @Column({ type: "date", name: "decided_from" })
  decidedFrom: string;

  @Column({ type: "date", name: "decided_until" })
  decidedUntil: string;

  @Column({ type: "text", array: true, name: "left_out" })
  leftOut: readonly string[];

  @Column({ type: "timestamptz", name: "requested_at" })
  requestedAt: Date;

  /** The schedule that asked for it, and for which month; null where a person did. */
  @Column({ type: "uuid", name: "schedule_id", nullable: true })
  scheduleId: string | null;

  @Column({ type: "date", name: "scheduled_on", nullable: true })
  scheduledOn: string | null;

  @Column({ type: "text", default: "QUEUED" })
  status: string;

  @Column({ type: "timestamptz", name: "started_at", nullable: true })
  startedAt: Date | null;

  @Column({ type: "timestamptz", name: "finished_at", nullable: true })
  finishedAt: Date | null;

  @Column({ type: "text", nullable: true })
  failure: string | null;

  @Column({ type: "jsonb", nullable: true })
  report: TrainingReport | null;

  @Column({ type: "text", name: "artefact_sha256", nullable: true })
  artefactSha256: string | null;
}
