import { Column, Entity, PrimaryColumn } from "typeorm";

/** From how much use on an account is signalled. The vendor's alone. */
@Entity("usage_threshold")
export class UsageThresholdRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  metric: string;

  @Column({ type: "bigint" })
  quantity: bigint;

  @Column({ type: "integer", name: "within_days" })
  withinDays: number;

  @Column({ type: "text" })
  reason: string;

  @Column({ type: "uuid", name: "set_by" })
  setBy: string;

  @Column({ type: "timestamptz", name: "set_at" })
  setAt: Date;

  @Column({ type: "timestamptz", name: "replaced_at", nullable: true })
  replacedAt: Date | null;
}
