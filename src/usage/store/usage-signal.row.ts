import { Column, Entity, PrimaryColumn } from "typeorm";

/** An account that used as much as a threshold asks. The vendor's alone. */
@Entity("usage_signal")
export class UsageSignalRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "account_id" })
  accountId: string;

  @Column({ type: "uuid", name: "threshold_id" })
  thresholdId: string;

  @Column({ type: "text" })
  metric: string;

  @Column({ type: "bigint" })
  quantity: bigint;

  @Column({ type: "timestamptz", name: "reached_at" })
  reachedAt: Date;

  @Column({ type: "timestamptz", name: "found_at" })
  foundAt: Date;

  @Column({ type: "integer" })
  raised: number;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "timestamptz", name: "closed_at", nullable: true })
  closedAt: Date | null;

  @Column({ type: "uuid", name: "closed_by", nullable: true })
  closedBy: string | null;

  @Column({ type: "text", nullable: true })
  note: string | null;

  @Column({ type: "uuid", name: "lead_id", nullable: true })
  leadId: string | null;
}
