import { Column, Entity, PrimaryColumn } from "typeorm";

/** How far all open leads are scored anew after a model was published. */
@Entity("scoring_run")
export class ScoringRunRow {
  @PrimaryColumn({ type: "uuid", name: "model_id" })
  modelId: string;

  /** As many as were open when it began. */
  @Column({ type: "integer" })
  leads: number;

  @Column({ type: "integer" })
  done: number;

  @Column({ type: "timestamptz", name: "started_at" })
  startedAt: Date;

  @Column({ type: "timestamptz", name: "finished_at", nullable: true })
  finishedAt: Date | null;
}
