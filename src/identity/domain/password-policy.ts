const MIN_LENGTH = 12;
const MAX_LENGTH = 128;

/** Long enough and still guessed first: what people type when twelve characters are asked for. */
const COMMON = [
  "123456789012",
  "1234567890123",
  "12345678901234",
  "adminadminadmin",
  "administrator",
  "changemechangeme",
  "iloveyouiloveyou",
  "letmeinletmein",
  "password1234",
  "password12345",
  "passwordpassword",
  "qwertyqwerty",
  "qwertyuiop12",
  "qwertyuiop123",
  "qwertyuiopas",
  "welcomewelcome",
];

const LONE_SURROGATE = /\p{Cs}/u;

export type ParsedPassword =
  | { readonly ok: true; readonly password: string }
  | { readonly ok: false; readonly problem: string };

/**
 * One spelling for a password however the keyboard composed it (NFKC, as NIST SP 800-63B asks).
 * Null for what cannot be one: so long that normalising it would be work, or half a character.
 */
export function normalisePassword(text: string): string | null {
  if (text.length > MAX_LENGTH * 4 || LONE_SURROGATE.test(text)) return null;
  return text.normalize("NFKC");
}

/**
 * Judges a new password: 12 to 128 characters of any kind, nothing that is guessed first. The
 * problem reads well after "The password" and repeats nothing of it.
 */
export function parseNewPassword(text: string, email: string): ParsedPassword {
  const password = normalisePassword(text);
  if (password === null) return { ok: false, problem: `is longer than ${MAX_LENGTH} characters` };
  const length = [...password].length;
  if (length < MIN_LENGTH) {
    return { ok: false, problem: `is shorter than ${MIN_LENGTH} characters` };
  }
  if (length > MAX_LENGTH) return { ok: false, problem: `is longer than ${MAX_LENGTH} characters` };

  const folded = password.toLowerCase();
  if (COMMON.includes(folded) || new Set(folded).size < 4) {
    return { ok: false, problem: "is among the first that are guessed" };
  }
  const [name = ""] = email.split("@");
  if (folded.includes(email) || (name.length >= 4 && folded.includes(name))) {
    return { ok: false, problem: "contains the e-mail address" };
  }
  return { ok: true, password };
}
