import type { Payer } from "../../src/payouts/index.ts";
import { Vault } from "../../src/platform/vault.ts";

/** What seals account numbers in every world of tests, so that what one plants another can pay to. */
export const testVault = (): Vault => new Vault(Buffer.alloc(32, 9));

/** From whose account tests pay. */
export const PAYER: Payer = {
  name: "Vendor GmbH & Co. KG",
  address: {
    ...{ street: "Hafenstra\u00dfe", building: "1", postcode: "20457", town: "Hamburg" },
    ...{ region: null, country: "DE" },
  },
  iban: "DE75512108001245126199",
  bic: "SOGEDEFF",
};
