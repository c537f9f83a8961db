import {
  electronicFormatIBAN,
  getCountrySpecifications,
  isSEPACountry,
  isValidBIC,
  validateIBAN,
  ValidationErrorsIBAN,
} from "ibantools";

import type { ReadPart } from "../../kernel/index.ts";

/** How account numbers are written. */
export const ACCOUNT_FORMATS = {
  IBAN: "An International Bank Account Number (ISO 13616).",
  LOCAL: "A number of its country's own, where there are no IBANs.",
} as const;
export type AccountFormat = keyof typeof ACCOUNT_FORMATS;

/** An account as banks name it; its number is never told, written to a log, or part of a message. */
export interface BankAccount {
  readonly format: AccountFormat;
  /** Upper case, without blanks. */
  readonly number: string;
  readonly bankCountry: string;
  /** A routing number, sort code, BSB …; null with an IBAN, which holds it. */
  readonly bankCode: string | null;
  readonly bic: string | null;
}

/** A number as it is typed, without what people write between its parts. */
export const compact = (given: string): string => given.replaceAll(/[\s.-]/g, "").toUpperCase();

/** By what two accounts are the same, whoever has them: one bank is named in several ways, and zeros lead or do not. */
export const identityOf = ({
  format,
  number,
  bankCountry,
}: Pick<BankAccount, "format" | "number" | "bankCountry">): string =>
  format === "IBAN" ? number : `${bankCountry} ${number.replace(/^0+/, "")}`;

/** Reads an IBAN: its country's length, and its check digits. */
export function readIban(given: string): ReadPart<string> {
  const iban = electronicFormatIBAN(given) ?? "";
  const { valid, errorCodes } = validateIBAN(iban);
  if (valid) return { ok: true, value: iban };
  return { ok: false, problem: WHY[errorCodes[0] ?? ValidationErrorsIBAN.NoIBANProvided] };
}

const WHY: Readonly<Record<ValidationErrorsIBAN, string>> = {
  [ValidationErrorsIBAN.NoIBANProvided]: "is missing",
  [ValidationErrorsIBAN.NoIBANCountry]:
    "does not begin with the code of a country that has IBANs: send local where there are none",
  [ValidationErrorsIBAN.WrongBBANLength]: "is not as long as the IBANs of its country",
  [ValidationErrorsIBAN.WrongBBANFormat]: "is not written as the IBANs of its country",
  [ValidationErrorsIBAN.ChecksumNotNumber]: "has no check digits after its country",
  [ValidationErrorsIBAN.WrongIBANChecksum]:
    "has wrong check digits: a character is mistyped or exchanged",
  [ValidationErrorsIBAN.WrongAccountBankBranchChecksum]:
    "has wrong check digits of its bank, branch or account: a digit is mistyped",
  [ValidationErrorsIBAN.QRIBANNotAllowed]:
    "is a QR-IBAN, which takes payments with a reference alone",
};

/** Territories whose banks have the IBANs of another country. */
const BANKS_UNDER: Readonly<Record<string, readonly string[]>> = {
  FI: ["AX"],
  FR: ["BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"],
  GB: ["GG", "IM", "JE"],
};

/** Reads a BIC of a bank in a country. */
export function readBic(given: string, bankCountry: string | null): ReadPart<string> {
  const bic = compact(given);
  if (!isValidBIC(bic))
    return { ok: false, problem: "is not a BIC: expected 8 or 11 characters such as DEUTDEFF" };
  const country = bic.slice(4, 6);
  const isThere =
    bankCountry === null ||
    country === bankCountry ||
    BANKS_UNDER[bankCountry]?.includes(country) === true;
  if (isThere) return { ok: true, value: bic };
  return { ok: false, problem: `is of a bank in ${country}, and the account is in ${bankCountry}` };
}

/** Whether a payment to an IBAN of the country finds its bank without a BIC. */
export const needsNoBic = (country: string): boolean => isSEPACountry(country);

const specifications = getCountrySpecifications();
/** Whether accounts of a country are named by IBANs. */
export const hasIbans = (country: string): boolean =>
  specifications[country]?.IBANRegistry === true;

/** Reads the number of an account in a country without IBANs. */
export function readLocalNumber(given: string): ReadPart<string> {
  const number = compact(given);
  if (/^[A-Z0-9]{6,34}$/.test(number)) return { ok: true, value: number };
  return { ok: false, problem: "is not an account number: expected 6 to 34 letters and digits" };
}

/** What the codes of banks look like where that is known. */
const BANK_CODES: Readonly<
  Record<
    string,
    { readonly like: RegExp; readonly words: string; readonly holds?: (code: string) => boolean }
  >
> = {
  US: { like: /^\d{9}$/, words: "an ABA routing number of 9 digits", holds: isRoutingNumber },
  AU: { like: /^\d{6}$/, words: "a BSB of 6 digits" },
  CA: { like: /^\d{8,9}$/, words: "a transit and institution number of 8 or 9 digits" },
  IN: { like: /^[A-Z]{4}0[A-Z0-9]{6}$/, words: "an IFSC of 11 characters" },
  MX: { like: /^\d{3}$/, words: "a bank code of 3 digits" },
  JP: { like: /^\d{7}$/, words: "a bank and branch code of 7 digits" },
  NZ: { like: /^\d{6}$/, words: "a bank and branch number of 6 digits" },
  ZA: { like: /^\d{6}$/, words: "a branch code of 6 digits" },
};

/** Reads the code of a bank in a country. */
export function readBankCode(given: string, country: string): ReadPart<string> {
  const code = compact(given);
  const known = BANK_CODES[country];
  if (!known)
    return /^[A-Z0-9]{1,35}$/.test(code)
      ? { ok: true, value: code }
      : { ok: false, problem: "is not a bank's code: expected up to 35 letters and digits" };
  if (!known.like.test(code))
    return { ok: false, problem: `is not a bank's code in ${country}: expected ${known.words}` };
  if (known.holds && !known.holds(code))
    return { ok: false, problem: "has a wrong check digit: a digit is mistyped or exchanged" };
  return { ok: true, value: code };
}

/** ABA: 3, 7 and 1 times its digits in turn come to a multiple of ten. */
function isRoutingNumber(code: string): boolean {
  const weights = [3n, 7n, 1n];
  let sum = 0n;
  for (const [index, digit] of [...code].entries())
    sum += BigInt(digit) * (weights[index % 3] ?? 0n);
  return sum % 10n === 0n;
}
