import { getDomain, getHostname } from "tldts";

import { companyWords } from "./company-words.ts";

/** The company as it was typed. */
export interface NamedCompany {
  readonly name: string;
  readonly domain: string | null;
  readonly country: string | null;
  readonly taxId: string | null;
}

/** Lower case, without the tag after a plus: two spellings of one mailbox are one key. */
export function emailKey(email: string): string {
  const at = email.lastIndexOf("@");
  const mailbox = email.slice(0, at).toLowerCase().split("+")[0] ?? "";
  return `${mailbox}@${email.slice(at + 1).toLowerCase()}`;
}

/**
 * The domain that can be registered (public-suffix aware) of a host name or web address, as the
 * network writes it (punycode, lower case): two spellings of one domain are one key. Null if there
 * is none.
 */
export function registrableDomain(text: string): string | null {
  const host = getHostname(text.trim().toLowerCase(), { validateHostname: false });
  const ascii = host === null ? null : hostToAscii(host);
  return ascii === null ? null : getDomain(ascii);
}

/** Letters and digits of any script in labels, without port, path or trailing dot. */
const HOST =
  /^(?=.{1,253}$)(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?\.)+[\p{L}\p{M}\p{N}-]{2,63}$/u;

/** A host name as the network writes it; null for what is none (a path, a port, an address …). */
export function hostToAscii(host: string): string | null {
  if (!HOST.test(host) || !URL.canParse(`http://${host}`)) return null;
  return new URL(`http://${host}`).hostname;
}

/** What a company's name says of who it is, as one text: names that differ in form alone are one. */
export function foldName(name: string): string {
  const { words, remarks } = companyWords(name);
  return [...words, ...remarks].join(" ");
}

/**
 * All by which a company is known, for exact work: its tax id, and its registrable domain that is
 * not free-mail (the contact's, where no domain of the company was given); only where it has
 * neither, its folded name and country. Leads that share one key name the same company, so that
 * leaving a field out, or adding one, makes no second company of it. The prefixes keep the kinds
 * apart. Empty where nothing tells the company.
 */
export function companyKeys(
  company: NamedCompany,
  email: string,
  isFreeMail: (domain: string) => boolean,
): readonly string[] {
  const keys: string[] = [];
  const taxId = (company.taxId ?? "").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  // "n/a", "none" and "-" are no numbers: what identifies a firm has digits, and enough of them
  if (taxId.length >= 5 && /\d.*\d.*\d/.test(taxId))
    keys.push(`tax:${company.country ?? ""}:${taxId}`);
  const domain = company.domain ?? registrableDomain(email.slice(email.lastIndexOf("@") + 1));
  if (domain !== null && !isFreeMail(domain)) keys.push(`domain:${domain}`);
  const name = foldName(company.name);
  if (keys.length === 0 && name !== "") keys.push(`name:${name}:${company.country ?? ""}`);
  return keys;
}
