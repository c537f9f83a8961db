import { Column, Entity, PrimaryColumn } from "typeorm";

import type { ClockKind, Consequence } from "../domain/sla-policy.ts";

/** For which clocks a policy is; `number` is the version of its terms that is in force. */
@Entity("sla_policy")
export class SlaPolicyRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  name: string;

  @Column({ type: "text" })
  clock: ClockKind;

  @Column({ type: "uuid", name: "program_id", nullable: true })
  programId: string | null;

  @Column({ type: "uuid", name: "tier_id", nullable: true })
  tierId: string | null;

  @Column({ type: "integer" })
  number: number;

  @Column({ type: "timestamptz", name: "retired_at", nullable: true })
  retiredAt: Date | null;

  @Column({ type: "integer" })
  version: number;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt: Date;

  @Column({ type: "timestamptz", name: "updated_at" })
  updatedAt: Date;
}

/** Terms that never change: a clock keeps those that it began with. */
@Entity("sla_policy_version")
export class SlaPolicyVersionRow {
  @PrimaryColumn({ type: "uuid", name: "policy_id" })
  policyId: string;

  @PrimaryColumn({ type: "integer" })
  number: number;

  @Column({ type: "integer", name: "target_minutes" })
  targetMinutes: number;

  @Column({ type: "boolean", name: "in_business_hours" })
  inBusinessHours: boolean;

  @Column({ type: "integer", array: true, name: "warn_at" })
  warnAt: readonly number[];

  @Column({ type: "boolean", name: "rests_for_partner" })
  restsForPartner: boolean;

  @Column({ type: "text" })
  consequence: Consequence;

  @Column({ type: "integer", name: "held_back_percent", nullable: true })
  heldBackPercent: number | null;

  @Column({ type: "timestamptz", name: "published_at" })
  publishedAt: Date;

  @Column({ type: "uuid", name: "published_by", nullable: true })
  publishedBy: string | null;
}
