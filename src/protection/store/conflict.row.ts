import { Column, Entity, PrimaryColumn } from "typeorm";

/** Two leads of different partners that name the same prospect. The vendor's alone. */
@Entity("conflict")
export class ConflictRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  /** The lead that claimed first. */
  @Column({ type: "uuid", name: "incumbent_lead_id" })
  incumbentLeadId: string;

  @Column({ type: "uuid", name: "challenger_lead_id" })
  challengerLeadId: string;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "text", name: "matched_on", array: true })
  matchedOn: readonly string[];

  @Column({ type: "text", array: true })
  compared: readonly string[];

  @Column({ type: "text", name: "agreed_words", array: true })
  agreedWords: readonly string[];

  @Column({ type: "integer", name: "confidence_ppm" })
  confidencePpm: number;

  @Column({ type: "timestamptz", name: "opened_at" })
  openedAt: Date;

  /** Null while it is open. */
  @Column({ type: "timestamptz", name: "ended_at", nullable: true })
  endedAt: Date | null;

  @Column({ type: "integer" })
  version: number;
}
