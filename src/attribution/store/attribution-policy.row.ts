import { Column, Entity, PrimaryColumn } from "typeorm";

import type { AttributionModel } from "../domain/models.ts";

/** A version of how a program's leads are owed to those who had to do with them. */
@Entity("attribution_policy")
export class AttributionPolicyRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "program_id" })
  programId: string;

  @Column({ type: "integer" })
  number: number;

  @Column({ type: "text" })
  model: AttributionModel;

  @Column({ type: "integer", name: "half_life_days" })
  halfLifeDays: number;

  @Column({ type: "integer", name: "window_days", nullable: true })
  windowDays: number | null;

  /** After how many days what was settled under it is locked. */
  @Column({ type: "integer", name: "lock_days" })
  lockDays: number;

  @Column({ type: "integer", name: "weight_sourced" })
  weightSourced: number;

  @Column({ type: "integer", name: "weight_influenced" })
  weightInfluenced: number;

  @Column({ type: "integer", name: "weight_co_sell" })
  weightCoSell: number;

  @Column({ type: "integer", name: "weight_delivered" })
  weightDelivered: number;

  @Column({ type: "integer", name: "weight_resold" })
  weightResold: number;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt: Date;

  @Column({ type: "uuid", name: "created_by" })
  createdBy: string;

  /** Null while it is a draft. */
  @Column({ type: "timestamptz", name: "in_force_at", nullable: true })
  inForceAt: Date | null;

  @Column({ type: "uuid", name: "in_force_by", nullable: true })
  inForceBy: string | null;
}
