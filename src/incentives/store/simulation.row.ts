import { Column, Entity, PrimaryColumn } from "typeorm";

import type { SimulationResult } from "../domain/simulated-sums.ts";

/** A version of an incentive program that is tried on the past. */
@Entity("simulation")
export class SimulationRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "incentive_program_id" })
  incentiveProgramId: string;

  @Column({ type: "uuid", name: "version_id" })
  versionId: string;

  /** Its first day, in the incentive program's zone. */
  @Column({ type: "date", name: "starts_on" })
  startsOn: string;

  /** The day after its last. */
  @Column({ type: "date", name: "ends_on" })
  endsOn: string;

  @Column({ type: "timestamptz", name: "requested_at" })
  requestedAt: Date;

  @Column({ type: "uuid", name: "requested_by" })
  requestedBy: string;

  @Column({ type: "text" })
  status: string;

  /** Milestones that it has gone over. */
  @Column({ type: "integer", name: "done_count" })
  doneCount: number;

  @Column({ type: "timestamptz", name: "started_at", nullable: true })
  startedAt: Date | null;

  @Column({ type: "timestamptz", name: "finished_at", nullable: true })
  finishedAt: Date | null;

  @Column({ type: "timestamptz", name: "cancel_requested_at", nullable: true })
  cancelRequestedAt: Date | null;

  @Column({ type: "text", nullable: true })
  failure: string | null;

  @Column({ type: "jsonb", nullable: true })
  result: SimulationResult | null;
}
