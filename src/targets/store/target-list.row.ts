import { Column, Entity, PrimaryColumn } from "typeorm";

/** Accounts that the vendor wants, under a name. The vendor's alone. */
@Entity("target_list")
export class TargetListRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  name: string;

  @Column({ type: "text", nullable: true })
  purpose: string | null;

  @Column({ type: "integer" })
  version: number;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt: Date;

  @Column({ type: "uuid", name: "created_by" })
  createdBy: string;

  @Column({ type: "timestamptz", name: "retired_at", nullable: true })
  retiredAt: Date | null;

  @Column({ type: "text", name: "retire_reason", nullable: true })
  retireReason: string | null;
}
