import { Column, Entity, PrimaryColumn } from "typeorm";

/** A month of the books. */
@Entity("accounting_period")
export class AccountingPeriodRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "entity_id" })
  entityId: string;

  @Column({ type: "date", name: "starts_on" })
  startsOn: string;

  @Column({ type: "date", name: "ends_before" })
  endsBefore: string;

  @Column({ type: "text" })
  status: string;

  @Column({ type: "bigint", name: "close_seq", nullable: true })
  closeSeq: bigint | null;

  @Column({ type: "timestamptz", name: "closed_at", nullable: true })
  closedAt: Date | null;

  @Column({ type: "timestamptz", name: "gl_exported_at", nullable: true })
  glExportedAt: Date | null;
}
