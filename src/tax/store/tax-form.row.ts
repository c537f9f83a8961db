import { Column, Entity, PrimaryColumn } from "typeorm";

/** A form by which a partner says how it is taxed. */
@Entity("tax_form")
export class TaxFormRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "text" })
  kind: string;

  @Column({ type: "date", name: "received_on" })
  receivedOn: string;

  @Column({ type: "date", name: "last_valid_on", nullable: true })
  lastValidOn: string | null;

  @Column({ type: "text", nullable: true })
  remark: string | null;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "timestamptz", name: "recorded_at" })
  recordedAt: Date;

  @Column({ type: "uuid", name: "recorded_by" })
  recordedBy: string;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt: Date | null;

  @Column({ type: "uuid", name: "decided_by", nullable: true })
  decidedBy: string | null;

  @Column({ type: "text", nullable: true })
  note: string | null;

  @Column({ type: "timestamptz", name: "ended_at", nullable: true })
  endedAt: Date | null;

  @Column({ type: "uuid", name: "ended_by", nullable: true })
  endedBy: string | null;

  @Column({ type: "text", name: "end_reason", nullable: true })
  endReason: string | null;
}
