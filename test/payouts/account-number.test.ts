import { describe, expect, test } from "vitest";

import {
  identityOf,
  readBankCode,
  readBic,
  readIban,
  readLocalNumber,
} from "../../src/payouts/domain/account-number.ts";
import { Vault } from "../../src/platform/vault.ts";
import { newId } from "../../src/platform/ids.ts";

const problemOf = (read: { readonly ok: boolean; readonly problem?: string }) => read.problem;

describe("An IBAN", () => {
  test("is taken as people write it", () => {
    for (const iban of [
      "DE89 3704 0044 0532 0130 00",
      "de89370400440532013000",
      "GB29-NWBK-6016-1331-9268-19",
      "FR14 2004 1010 0505 0001 3M02 606",
      "NO93 8601 1117 947",
      "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
    ])
      expect(readIban(iban).ok, iban).toBe(true);
  });

  test("with a mistake is refused by what is wrong with it, and is not repeated", () => {
    const wrong = {
      DE89370400440532013001: "has wrong check digits",
      DE98370400440532013000: "has wrong check digits",
      DE8937040044053201300: "is not as long as",
      XX89370400440532013000: "does not begin with the code of a country",
      "DE89 3704 004A 0532 0130 00": "",
      "": "is missing",
      "💶": "",
    };
    for (const [iban, words] of Object.entries(wrong)) {
      const problem = problemOf(readIban(iban));
      expect(problem, iban).toContain(words);
      if (iban !== "") expect(problem).not.toContain(iban);
    }
  });

  test("in which any two neighbours are exchanged is refused", () => {
    const iban = "DE89370400440532013000";
    for (let at = 4; at < iban.length - 1; at += 1) {
      const [one = "", other = ""] = [iban[at], iban[at + 1]];
      if (one === other) continue;
      const exchanged = iban.slice(0, at) + other + one + iban.slice(at + 2);
      expect(readIban(exchanged).ok, exchanged).toBe(false);
    }
  });
});

describe("A bank", () => {
  test("is named by a BIC of the account's country, or of a territory under its IBANs", () => {
    expect(readBic("deut deff", "DE")).toEqual({ ok: true, value: "DEUTDEFF" });
    expect(readBic("SOGEGPGX", "FR").ok).toBe(true);
    expect(problemOf(readBic("CHASUS33", "DE"))).toBe(
      "is of a bank in US, and the account is in DE",
    );
    expect(problemOf(readBic("DEUT", "DE"))).toContain("is not a BIC");
  });

  test("in the United States is named by a routing number whose digits hold", () => {
    expect(readBankCode("021000021", "US")).toEqual({ ok: true, value: "021000021" });
    expect(problemOf(readBankCode("021000012", "US"))).toContain("wrong check digit");
    expect(problemOf(readBankCode("02100002", "US"))).toContain("ABA routing number of 9 digits");
  });

  test("elsewhere by what that country's codes look like", () => {
    expect(readBankCode("HDFC0000001", "IN").ok).toBe(true);
    expect(readBankCode("HDFC1000001", "IN").ok).toBe(false);
    expect(readBankCode("062-000", "AU")).toEqual({ ok: true, value: "062000" });
    expect(readBankCode("any 1", "KE")).toEqual({ ok: true, value: "ANY1" });
    expect(readLocalNumber("0001 2345-6789")).toEqual({ ok: true, value: "000123456789" });
    expect(readLocalNumber("12'3").ok).toBe(false);
  });
});

test("An account is the same however its bank is named, and whether zeros lead", () => {
  const account = { format: "LOCAL", number: "000123456789", bankCountry: "US" } as const;
  const same = { ...account, number: "123456789" };
  expect(identityOf(same)).toBe(identityOf(account));
  expect(identityOf({ ...same, bankCountry: "CA" })).not.toBe(identityOf(account));
  expect(identityOf({ ...same, number: "1234567890" })).not.toBe(identityOf(account));
});

describe("A number that is kept", () => {
  const id = newId("pac");
  const vault = new Vault(Buffer.alloc(32, 1));
  const sealed = vault.seal("DE89370400440532013000", id);

  test("is opened by the same secrets, for the account it was sealed for, and by nothing else", () => {
    expect(vault.open(sealed, id)).toBe("DE89370400440532013000");
    expect(vault.open(sealed, newId("pac"))).toBeNull();
    expect(new Vault(Buffer.alloc(32, 2)).open(sealed, id)).toBeNull();
    expect(vault.open({ ...sealed, keyId: "2" }, id)).toBeNull();
    for (let at = 0; at < sealed.bytes.length; at += 1) {
      const bytes = Buffer.from(sealed.bytes);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      expect(vault.open({ ...sealed, bytes }, id)).toBeNull();
    }
  });

  test("is never sealed twice alike, and marked alike by the same secrets alone", () => {
    expect(vault.seal("DE89370400440532013000", id).bytes).not.toEqual(sealed.bytes);
    expect(vault.mark("1")).toEqual(new Vault(Buffer.alloc(32, 1)).mark("1"));
    expect(vault.mark("1")).not.toEqual(new Vault(Buffer.alloc(32, 2)).mark("1"));
  });
});
