import { Column, Entity, PrimaryColumn } from "typeorm";

/** An account of the chart, made when it was first posted to. */
@Entity("ledger_account")
export class LedgerAccountRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  role: string;

  @Column({ type: "uuid", name: "partner_id", nullable: true })
  partnerId: string | null;

  /** An incentive program's. */
  @Column({ type: "uuid", name: "program_id", nullable: true })
  programId: string | null;

  @Column({ type: "text" })
  currency: string;
}
