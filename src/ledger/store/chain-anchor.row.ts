import { Column, Entity, PrimaryColumn } from "typeorm";

/** The head of an entity's chain as it was once a day, signed. */
@Entity("chain_anchor")
export class ChainAnchorRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "entity_id" })
  entityId: string;

  /** The day, in the entity's zone. */
  @Column({ type: "date", name: "anchored_on" })
  anchoredOn: string;

  @Column({ type: "bigint" })
  seq: bigint;

  @Column({ type: "bytea" })
  hash: Buffer;

  @Column({ type: "timestamptz", name: "anchored_at" })
  anchoredAt: Date;

  @Column({ type: "bytea" })
  signature: Buffer;

  @Column({ type: "bytea", name: "public_key" })
  publicKey: Buffer;
}
