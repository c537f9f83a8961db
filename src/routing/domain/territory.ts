import type { TerritoryId } from "../../kernel/index.ts";

/** A part of the world, as narrow as it says. */
export interface Area {
  /** ISO 3166-1, two letters. */
  readonly country: string;
  readonly region: string | null;
  readonly postcodePrefix: string | null;
}

export interface Territory {
  readonly id: TerritoryId;
  readonly name: string;
  readonly areas: readonly Area[];
}

/** Where a lead's company is, as far as it is known; empty where it is not. */
export interface Whereabouts {
  readonly country: string;
  readonly region: string;
  readonly postcode: string;
}

/** The territories that a company lies in. What a narrow area asks and nobody knows is not so. */
export function territoriesOf(
  where: Whereabouts,
  territories: readonly Territory[],
): readonly Territory[] {
  return territories.filter(({ areas }) => areas.some((area) => isIn(where, area)));
}

function isIn(where: Whereabouts, { country, region, postcodePrefix }: Area): boolean {
  return (
    where.country === country &&
    (region === null || plain(where.region) === plain(region)) &&
    (postcodePrefix === null || plain(where.postcode).startsWith(plain(postcodePrefix)))
  );
}

/** Without spaces and case, as people write postcodes and regions. */
const plain = (text: string): string => text.replaceAll(/[\s-]/g, "").toUpperCase();
