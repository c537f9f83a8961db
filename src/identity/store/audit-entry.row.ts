import { Column, Entity, PrimaryColumn } from "typeorm";

/** One call of a mutation. Platform writes it; it is read here. */
@Entity("audit_entry")
export class AuditEntryRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "timestamptz" })
  at: Date;

  @Column({ type: "text" })
  mutation: string;

  @Column({ type: "text" })
  outcome: string;

  @Column({ type: "text", nullable: true })
  code: string | null;

  @Column({ type: "uuid", name: "partner_id", nullable: true })
  partnerId: string | null;

  @Column({ type: "uuid", name: "actor_id", nullable: true })
  actorId: string | null;

  @Column({ type: "text", name: "actor_kind" })
  actorKind: string;

  @Column({ type: "text", name: "subject_ids", array: true })
  subjectIds: readonly string[];

  @Column({ type: "text", name: "request_id" })
  requestId: string;
}
