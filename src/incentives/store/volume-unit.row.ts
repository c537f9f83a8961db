import { Column, Entity, PrimaryColumn } from "typeorm";

/** What an award comes to that counts for its partner's volume: by brackets of leads, or all from which that follows. */
abstract class UnitColumns {
  /** What the partner's own part comes to in each bracket; null where deals count by what they are worth. */
  @Column({ type: "bigint", name: "parts_minor", array: true })
  partsMinor: readonly bigint[] | null;

  @Column({ type: "bigint", name: "worth_minor" })
  worthMinor: bigint | null;

  @Column({ type: "numeric", name: "base_numerator" })
  baseNumerator: string | null;

  @Column({ type: "numeric", name: "base_denominator" })
  baseDenominator: string | null;

  @Column({ type: "numeric", array: true })
  weights: readonly string[] | null;

  /** Which of the weights is the partner's own, from 1 on. */
  @Column({ type: "smallint", name: "own_weight" })
  ownWeight: number | null;
}

/** An award that counts for its partner's volume. */
@Entity("volume_unit")
export class VolumeUnitRow extends UnitColumns {
  @PrimaryColumn({ type: "uuid", name: "award_id" })
  awardId: string;

  @Column({ type: "uuid", name: "window_id" })
  windowId: string;
}

/** What it comes to since its deal was corrected. */
@Entity("volume_unit_change")
export class VolumeUnitChangeRow extends UnitColumns {
  @PrimaryColumn({ type: "uuid", name: "unit_award_id" })
  unitAwardId: string;

  @PrimaryColumn({ type: "integer" })
  n: number;

  @Column({ type: "timestamptz", name: "changed_at" })
  changedAt: Date;
}
