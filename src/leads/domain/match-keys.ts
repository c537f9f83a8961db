import { getDomain, getHostname } from "tldts";

/** The company as it was typed. */
export interface NamedCompany {
  readonly name: string;
  readonly domain: string | null;
  readonly country: string | null;
  readonly taxId: string | null;
}

/** Legal forms and what surrounds them, as whole words of a folded name. */
const LEGAL_FORMS = new Set(
  (
    "ab ag as asa bv co company corp corporation cv doo eood eirl eurl gbr gmbh holding holdings inc incorporated " +
    "kft kg kgaa kk lda limited llc llp lp ltd ltda mbh nv oao ohg ooo oy oyj plc pte pty pvt sa sab sarl sas se sl " +
    "slu spa spolka srl sro ug ulc unlimited zao zrt"
  ).split(" "),
);

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

/** A company name without case, accents, punctuation and legal form: what is left says who it is. */
export function foldName(name: string): string {
  const words = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    // initials and abbreviations: "A. O. Smith" and "S.A." lose their dots, not their sense
    .replace(/\b(\p{L})\.\s?(?=\p{L}\b)/gu, "$1")
    .replace(/&/g, " and ")
    .replace(/['’`]/g, "")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  const telling = words.filter(
    (word) => !LEGAL_FORMS.has(word) && word !== "the" && word !== "and",
  );
  return (telling.length > 0 ? telling : words).join(" ");
}

/**
 * The key for exact work: tax id, else the registrable domain that is not free-mail, else the
 * folded name and country. The prefix keeps the kinds apart. Null where nothing tells the company.
 */
export function companyKey(
  company: NamedCompany,
  isFreeMail: (domain: string) => boolean,
): string | null {
  const taxId = (company.taxId ?? "").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  // "n/a", "none" and "-" are no numbers: what identifies a firm has digits, and enough of them
  if (taxId.length >= 5 && /\d.*\d.*\d/.test(taxId)) return `tax:${company.country ?? ""}:${taxId}`;
  if (company.domain !== null && !isFreeMail(company.domain)) return `domain:${company.domain}`;
  const name = foldName(company.name);
  return name === "" ? null : `name:${name}:${company.country ?? ""}`;
}
