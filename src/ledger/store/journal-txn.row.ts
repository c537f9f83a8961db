import { Column, Entity, PrimaryColumn } from "typeorm";

/** A posting. Never changed; the database's functions alone write it. */
@Entity("journal_txn")
export class JournalTxnRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  kind: string;

  @Column({ type: "date", name: "effective_date" })
  effectiveOn: string;

  @Column({ type: "date", name: "accounting_date" })
  accountingOn: string;

  @Column({ type: "timestamptz", name: "posted_at" })
  postedAt: Date;

  @Column({ type: "text", name: "source_type" })
  sourceType: string;

  @Column({ type: "uuid", name: "source_id" })
  sourceId: string;

  @Column({ type: "uuid", name: "actor_id" })
  actorId: string;

  @Column({ type: "text", nullable: true })
  memo: string | null;
}
