import { Column, Entity, PrimaryColumn } from "typeorm";

import type { Area } from "../domain/territory.ts";

/** Areas in which people of the vendor's sell. */
@Entity("territory")
export class TerritoryRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "jsonb" })
  areas: readonly Area[];

  @Column({ type: "text" })
  name: string;

  @Column({ type: "integer" })
  version: number;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt: Date;

  @Column({ type: "timestamptz", name: "updated_at" })
  updatedAt: Date;
}
