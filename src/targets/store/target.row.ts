import { Column, Entity, PrimaryColumn } from "typeorm";

/** An account on a list of those that the vendor wants. The vendor's alone. */
@Entity("target")
export class TargetRow {
  @PrimaryColumn({ type: "uuid", name: "list_id" })
  listId: string;

  @PrimaryColumn({ type: "uuid", name: "account_id" })
  accountId: string;

  @PrimaryColumn({ type: "integer" })
  n: number;

  @Column({ type: "timestamptz", name: "added_at" })
  addedAt: Date;

  @Column({ type: "uuid", name: "added_by" })
  addedBy: string;

  @Column({ type: "timestamptz", name: "removed_at", nullable: true })
  removedAt: Date | null;
}
