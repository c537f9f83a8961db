import { Column, Entity, PrimaryColumn } from "typeorm";

/** A lead and an earlier claim of the vendor's own that name the same prospect. The vendor's alone. */
@Entity("claim_conflict")
export class ClaimConflictRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "uuid", name: "claim_id" })
  claimId: string;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "text", name: "matched_on", array: true })
  matchedOn: readonly string[];

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
