import type { InputReader } from "../../kernel/index.ts";
import { readAmount } from "../../kernel/index.ts";

import type { LeadData, LeadPatch } from "./lead-data.ts";
import {
  blankIsNone,
  readCountry,
  readDomain,
  readEmail,
  readLines,
  readPhone,
  readTender,
} from "./registration.ts";
import type { RawTender } from "./registration.ts";

type Given<Value> = Value | null | undefined;

/** Changes as they arrive: undefined where nothing was said of a field, null where it is to be cleared. */
export interface RawPatch {
  readonly company?: Given<{
    readonly name?: Given<string>;
    readonly domain?: Given<string>;
    readonly country?: Given<string>;
    readonly taxId?: Given<string>;
  }>;
  readonly contact?: Given<{
    readonly name?: Given<string>;
    readonly email?: Given<string>;
    readonly phone?: Given<string>;
    readonly jobTitle?: Given<string>;
  }>;
  readonly notes?: Given<string>;
  readonly productLineIds?: Given<readonly string[]>;
  readonly tender?: Given<RawTender>;
  readonly estimatedValue?: Given<{ readonly amount: string; readonly currency: string }>;
}

/**
 * Reads what is to be changed. A name and an e-mail address can be changed and not cleared; a
 * national phone number is read with the country that comes with it.
 */
export function readPatch(reader: InputReader, raw: RawPatch): LeadPatch {
  const patch: { -readonly [Property in keyof LeadData]?: LeadData[Property] } = {};
  const take = <Property extends keyof LeadData, Raw>(
    property: Property,
    given: Raw | undefined,
    read: (given: Raw) => LeadData[Property],
  ): void => {
    if (given !== undefined) patch[property] = read(given);
  };
  const { company, contact } = raw;
  take("companyName", company?.name, (name) => reader.text(["company", "name"], name, 200));
  take("companyDomain", company?.domain, (domain) =>
    reader.optional(["company", "domain"], blankIsNone(domain), readDomain),
  );
  take("companyCountry", company?.country, (country) =>
    reader.optional(["company", "country"], blankIsNone(country), readCountry),
  );
  take("companyTaxId", company?.taxId, (taxId) =>
    reader.optionalText(["company", "taxId"], taxId, 40),
  );
  take("contactName", contact?.name, (name) => reader.text(["contact", "name"], name, 200));
  take("contactEmail", contact?.email, (email) => readEmail(reader, email));
  take("contactPhone", contact?.phone, (phone) =>
    reader.optional(["contact", "phone"], blankIsNone(phone), (given) =>
      readPhone(given, patch.companyCountry ?? null),
    ),
  );
  take("contactJobTitle", contact?.jobTitle, (title) =>
    reader.optionalText(["contact", "jobTitle"], title, 200),
  );
  take("productLineIds", raw.productLineIds, (given) => readLines(reader, given));
  take("tender", raw.tender, (tender) => tender && readTender(reader, tender));
  take("notes", raw.notes, (notes) => reader.optionalText(["notes"], notes, 4_000, "many"));
  take("estimatedValue", raw.estimatedValue, (value) =>
    reader.optional(["estimatedValue"], value, readAmount),
  );
  return patch;
}
