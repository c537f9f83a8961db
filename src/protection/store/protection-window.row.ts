import { Column, Entity, PrimaryColumn } from "typeorm";

/** For how long a lead's prospect is its partner's. It follows the lead's events by itself. */
@Entity("protection_window")
export class ProtectionWindowRow {
  /** That of the event that opened it. */
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "timestamptz", name: "opened_at" })
  openedAt: Date;

  @Column({ type: "timestamptz", name: "protected_from" })
  protectedFrom: Date;

  @Column({ type: "text" })
  state: string;

  /** The last day in the program's zone; null while the days stand still, and once it has ended. */
  @Column({ type: "date", name: "ends_on", nullable: true })
  endsOn: string | null;

  @Column({ type: "timestamptz", name: "protected_until", nullable: true })
  protectedUntil: Date | null;

  /** When it lapses if nothing is heard of its partner. */
  @Column({ type: "timestamptz", name: "lapses_at", nullable: true })
  lapsesAt: Date | null;

  @Column({ type: "text", name: "end_reason", nullable: true })
  endReason: string | null;
}
