import { Column, Entity, PrimaryColumn } from "typeorm";

/** Named qualification criteria; what they say stands in their versions. */
@Entity("criteria_set")
export class CriteriaSetRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  name: string;

  @Column({ type: "text" })
  framework: string;
}

/** A version of a set, unchangeable once published. */
@Entity("criteria_version")
export class CriteriaVersionRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "set_id" })
  setId: string;

  @Column({ type: "integer" })
  number: number;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "timestamptz", name: "effective_at", nullable: true })
  effectiveAt: Date | null;

  @Column({ type: "text", name: "change_note", nullable: true })
  changeNote: string | null;
}

/** One question that a lead must answer to become an SQL. */
@Entity("criterion")
export class CriterionRow {
  @PrimaryColumn({ type: "uuid", name: "version_id" })
  versionId: string;

  @PrimaryColumn({ type: "text" })
  key: string;

  @Column({ type: "integer" })
  position: number;

  @Column({ type: "text" })
  slot: string;

  @Column({ type: "text" })
  label: string;

  @Column({ type: "text" })
  guidance: string;

  @Column({ type: "boolean" })
  required: boolean;
}
