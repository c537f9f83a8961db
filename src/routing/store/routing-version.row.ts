import { Column, Entity, PrimaryColumn } from "typeorm";

import type { RoutingRule } from "../domain/routing-rule.ts";

/** A version of the rules by which leads find their holder; it never changes. */
@Entity("routing_version")
export class RoutingVersionRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "integer" })
  number: number;

  @Column({ type: "jsonb" })
  rules: readonly RoutingRule[];

  @Column({ type: "text", nullable: true })
  note: string | null;

  @Column({ type: "timestamptz", name: "published_at" })
  publishedAt: Date;

  @Column({ type: "uuid", name: "published_by" })
  publishedBy: string;
}
