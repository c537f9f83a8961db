import { Column, Entity, PrimaryColumn } from "typeorm";

/** A version of which accounts of the firm's books the roles of the ledger stand for. */
@Entity("gl_mapping")
export class GlMappingRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "entity_id" })
  entityId: string;

  @Column({ type: "integer" })
  number: number;

  @Column({ type: "date", name: "effective_on" })
  effectiveOn: string;

  @Column({ type: "text", name: "entity_code", nullable: true })
  entityCode: string | null;

  @Column({ type: "integer", name: "line_count" })
  lineCount: number;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt: Date;

  @Column({ type: "uuid", name: "created_by" })
  createdBy: string;

  @Column({ type: "timestamptz", name: "approved_at", nullable: true })
  approvedAt: Date | null;

  @Column({ type: "uuid", name: "approved_by", nullable: true })
  approvedBy: string | null;
}
