import { Column, Entity, PrimaryColumn } from "typeorm";

/** What must hold of a lead for a rule of a version to pay. */
@Entity("incentive_condition")
export class IncentiveConditionRow {
  @PrimaryColumn({ type: "uuid", name: "version_id" })
  versionId: string;

  @PrimaryColumn({ type: "text", name: "rule_key" })
  ruleKey: string;

  @PrimaryColumn({ type: "text" })
  key: string;

  /** What it asks, as partners are told. */
  @Column({ type: "text" })
  label: string;

  /** The same in CEL. */
  @Column({ type: "text" })
  expression: string;
}
