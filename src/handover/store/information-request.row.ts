import { Column, Entity, PrimaryColumn } from "typeorm";

/** What sales asks the partner of a lead. */
@Entity("information_request")
export class InformationRequestRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "text" })
  state: string;

  /** True where it was asked before acceptance, whose clock it pauses. */
  @Column({ type: "boolean", name: "before_acceptance" })
  beforeAcceptance: boolean;

  @Column({ type: "text", array: true })
  fields: readonly string[];

  /** One for each field, in the same order. */
  @Column({ type: "text", array: true })
  questions: readonly string[];

  /** What shows it, in words; only where it was asked for. */
  @Column({ type: "text", nullable: true })
  evidence: string | null;

  @Column({ type: "timestamptz", name: "asked_at" })
  askedAt: Date;

  /** A day in the program's zone; `dueAt` is its end. */
  @Column({ type: "date", name: "due_on" })
  dueOn: string;

  @Column({ type: "timestamptz", name: "due_at" })
  dueAt: Date;

  @Column({ type: "timestamptz", name: "closed_at", nullable: true })
  closedAt: Date | null;
}
