import { isIP } from "node:net";

import { electronicFormatIBAN, isValidBIC, isValidIBAN } from "ibantools";

/** What a variable's text may say; `read` gives undefined for a text that is none. */
export interface Kind<T> {
  readonly expected: string;
  read(text: string): T | undefined;
}

/** A whole number within both bounds. */
export function whole(lowest: number, highest: number): Kind<number> {
  return {
    expected: `a whole number from ${lowest} to ${highest}`,
    read: (text) => {
      const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
      return value >= lowest && value <= highest ? value : undefined;
    },
  };
}

/** One of the words given. */
export function oneOf<W extends string>(...words: readonly W[]): Kind<W> {
  return {
    expected: `one of ${words.join(", ")}`,
    read: (text) => words.find((word) => word === text),
  };
}

/** Any text of at least so many letters, none of them blank. */
export function word(letters: number): Kind<string> {
  return {
    expected: letters > 1 ? `a text of at least ${letters} letters without blanks` : "a text",
    read: (text) => (/^\S+$/.test(text) && text.length >= letters ? text : undefined),
  };
}

/** A path; blanks may be part of it. */
export const folder: Kind<string> = {
  expected: "a folder",
  read: (text) => (text.includes("\0") ? undefined : text),
};

export const flag: Kind<boolean> = {
  expected: "true or false (or 1 or 0)",
  read: (text) => ({ true: true, 1: true, false: false, 0: false })[text.toLowerCase()],
};

/** The address of a PostgreSQL database. */
export const databaseUrl: Kind<string> = {
  expected: "an address such as postgres://user:password@host:5432/database",
  read: (text) => {
    const url = parseUrl(text, ["postgres:", "postgresql:"]);
    return url && url.pathname.length > 1 ? text : undefined;
  },
};

/** A web address without a query; read without its last slash. */
export const webUrl: Kind<string> = {
  expected: "an address such as https://baton.example.com",
  read: (text) => {
    const url = parseUrl(text, ["http:", "https:"]);
    return url && !url.search && !url.hash && !url.username
      ? `${url.origin}${url.pathname}`.replace(/\/+$/, "")
      : undefined;
  },
};

/** The address of a mail server, with the login where it takes one. */
export const smtpUrl: Kind<string> = {
  expected: "an address such as smtp://user:password@mail.example.com:587",
  read: (text) => {
    const url = parseUrl(text, ["smtp:", "smtps:"]);
    return url && url.hostname !== "" ? text : undefined;
  },
};

/** Who a mail is from: an address, or a name and an address. */
export const mailbox: Kind<string> = {
  expected: "an e-mail address, or a name and one: Leads <leads@example.com>",
  read: (text) =>
    /^(?:[^<>@,;"\r\n]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(text) ? text : undefined,
};

/** A text of one line; blanks may be part of it. */
export function line(longest: number): Kind<string> {
  return {
    expected: `a text of one line, up to ${longest} characters`,
    read: (text) =>
      /^\S(?:[^\r\n]*\S)?$/.test(text) && [...text].length <= longest ? text : undefined,
  };
}

export const countryCode: Kind<string> = {
  expected: "the code of a country (ISO 3166-1), such as DE",
  read: (text) => (/^[A-Z]{2}$/.test(text) ? text : undefined),
};

/** The number of an account; read without blanks. */
export const iban: Kind<string> = {
  expected: "an IBAN with its check digits",
  read: (text) => {
    const number = electronicFormatIBAN(text);
    return number !== null && isValidIBAN(number) ? number : undefined;
  },
};

export const bic: Kind<string> = {
  expected: "a BIC of 8 or 11 characters, such as DEUTDEFF",
  read: (text) => (isValidBIC(text) ? text : undefined),
};

/**
 * Whom to believe when a request says whom it was forwarded for: nobody, so many proxies before
 * us, or the proxies with these addresses.
 */
export const proxies: Kind<false | number | string> = {
  expected: "false, the number of proxies (1 to 10), or their addresses separated by commas",
  read: (text) => {
    if (text.toLowerCase() === "false" || text === "0") return false;
    if (/^\d+$/.test(text)) return whole(1, 10).read(text);
    const addresses = text.split(",").map((address) => address.trim());
    return addresses.every(isAddressRange) ? addresses.join(",") : undefined;
  },
};

function isAddressRange(text: string): boolean {
  const [address = "", bits = "", ...rest] = text.split("/");
  const longest = isIP(address) === 4 ? 32 : 128;
  const fits = bits === "" ? !text.includes("/") : whole(0, longest).read(bits) !== undefined;
  return isIP(address) !== 0 && fits && rest.length === 0;
}

function parseUrl(text: string, protocols: readonly string[]): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && protocols.includes(url.protocol) ? url : undefined;
}
