import { Column, Entity, PrimaryColumn } from "typeorm";

/** A posting's place in the chain of its entity. */
@Entity("journal_seal")
export class JournalSealRow {
  /** The posting's. */
  @PrimaryColumn({ type: "uuid", name: "txn_id" })
  id: string;

  @Column({ type: "uuid", name: "entity_id" })
  entityId: string;

  @Column({ type: "bigint" })
  seq: bigint;
}
