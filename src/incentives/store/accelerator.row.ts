import { Column, Entity, PrimaryColumn } from "typeorm";

/** How a version's rule pays a partner more, the more leads it brings in a period. */
@Entity("incentive_accelerator")
export class AcceleratorRow {
  @PrimaryColumn({ type: "uuid", name: "version_id" })
  versionId: string;

  @PrimaryColumn({ type: "text", name: "rule_key" })
  ruleKey: string;

  @Column({ type: "text" })
  kind: string;

  @Column({ type: "text" })
  period: string;

  @Column({ type: "text" })
  measure: string;

  /** Where each bracket begins: 1 is the first lead of the period; null where deals count by what they are worth. */
  @Column({ type: "integer", name: "from_units", array: true, nullable: true })
  fromUnits: number[] | null;

  /** The same of deals, above how much, in the program's smallest unit: 0 of the first; null where leads are counted. */
  @Column({ type: "bigint", name: "above_minor", array: true, nullable: true })
  aboveMinor: bigint[] | null;

  /** Of each bracket; 1,000,000 is once. */
  @Column({ type: "bigint", name: "multipliers_ppm", array: true })
  multipliersPpm: bigint[];
}
