import { Column, Entity, PrimaryColumn } from "typeorm";

/** A published version of a program's terms. */
@Entity("program_terms")
export class ProgramTermsRow {
  @PrimaryColumn({ type: "uuid", name: "program_id" })
  programId!: string;

  @PrimaryColumn({ type: "integer" })
  number!: number;

  @Column({ type: "text", nullable: true })
  text!: string | null;

  @Column({ type: "text", nullable: true })
  url!: string | null;

  @Column({ type: "timestamptz", name: "effective_at" })
  effectiveAt!: Date;

  @Column({ type: "timestamptz", name: "published_at" })
  publishedAt!: Date;

  @Column({ type: "uuid", name: "published_by" })
  publishedBy!: string;
}
