const MAX_LENGTH = 254;

/** One @, no spaces or controls, and a dot in the domain: whether it exists, only mail can tell. */
const EMAIL = /^[!-?A-~]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

/**
 * The spelling under which an address is a login: lower case, spaces around it removed. A tag after
 * a plus stays, it names another mailbox. Null where the text is no e-mail address of ASCII letters.
 */
export function normaliseLoginEmail(text: string): string | null {
  if (text.length > MAX_LENGTH + 2) return null;
  const email = text.trim().toLowerCase();
  return email.length <= MAX_LENGTH && EMAIL.test(email) ? email : null;
}
