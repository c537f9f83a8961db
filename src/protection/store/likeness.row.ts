import { Column, Entity, PrimaryColumn } from "typeorm";

/** Two leads of different partners that may name one prospect. The vendor's alone. */
@Entity("likeness")
export class LikenessRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  /** The lead that claimed first. */
  @Column({ type: "uuid", name: "incumbent_lead_id" })
  incumbentLeadId: string;

  @Column({ type: "uuid", name: "challenger_lead_id" })
  challengerLeadId: string;

  @Column({ type: "text", name: "matched_on", array: true })
  matchedOn: readonly string[];

  @Column({ type: "text", array: true })
  compared: readonly string[];

  @Column({ type: "text", name: "agreed_words", array: true })
  agreedWords: readonly string[];

  @Column({ type: "text", name: "contradicted_by", array: true })
  contradictedBy: readonly string[];

  @Column({ type: "integer", name: "confidence_ppm" })
  confidencePpm: number;

  @Column({ type: "timestamptz", name: "found_at" })
  foundAt: Date;
}
