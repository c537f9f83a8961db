import { Column, Entity, PrimaryColumn } from "typeorm";

import type { CustomField } from "../../kernel/index.ts";

/** A published version of a program's form. */
@Entity("program_form")
export class ProgramFormRow {
  @PrimaryColumn({ type: "uuid", name: "program_id" })
  programId!: string;

  @PrimaryColumn({ type: "integer" })
  number!: number;

  @Column({ type: "text", array: true })
  required!: readonly string[];

  @Column({ type: "jsonb" })
  fields!: readonly CustomField[];

  @Column({ type: "timestamptz", name: "published_at" })
  publishedAt!: Date;

  @Column({ type: "uuid", name: "published_by", nullable: true })
  publishedBy!: string | null;
}
