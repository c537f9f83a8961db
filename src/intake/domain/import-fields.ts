/** What a column of a file may hold, as the parts of a registration; and by which headers it is known. */
export const IMPORT_FIELDS = {
  COMPANY_NAME: {
    meaning: "The company's name.",
    path: ["company", "name"],
    headers: [
      "company",
      "companyname",
      "account",
      "accountname",
      "firm",
      "firma",
      "organisation",
      "organization",
      "unternehmen",
      "societe",
      "empresa",
      "azienda",
    ],
  },
  COMPANY_DOMAIN: {
    meaning: "The company's domain or web address.",
    path: ["company", "domain"],
    headers: ["domain", "companydomain", "website", "web", "url", "homepage", "webseite"],
  },
  COMPANY_COUNTRY: {
    meaning: "The company's country, a code of ISO 3166-1.",
    path: ["company", "country"],
    headers: ["country", "countrycode", "companycountry", "land", "pays", "pais", "paese"],
  },
  COMPANY_TAX_ID: {
    meaning: "The company's tax or registration number.",
    path: ["company", "taxId"],
    headers: [
      "taxid",
      "companytaxid",
      "vat",
      "vatid",
      "vatnumber",
      "ustid",
      "ustidnr",
      "siren",
      "cif",
      "nif",
    ],
  },
  CONTACT_NAME: {
    meaning: "The person's whole name.",
    path: ["contact", "name"],
    headers: ["contact", "contactname", "name", "fullname", "person", "ansprechpartner"],
  },
  CONTACT_FIRST_NAME: {
    meaning: "The person's first name; with the last name it makes the whole.",
    path: ["contact", "name"],
    headers: ["firstname", "givenname", "vorname", "prenom", "nombre", "nome"],
  },
  CONTACT_LAST_NAME: {
    meaning: "The person's last name.",
    path: ["contact", "name"],
    headers: [
      "lastname",
      "surname",
      "familyname",
      "nachname",
      "nom",
      "apellido",
      "apellidos",
      "cognome",
    ],
  },
  CONTACT_EMAIL: {
    meaning: "The person's e-mail address.",
    path: ["contact", "email"],
    headers: [
      "email",
      "mail",
      "emailaddress",
      "contactemail",
      "emailadresse",
      "courriel",
      "correo",
    ],
  },
  CONTACT_PHONE: {
    meaning: "The person's phone number.",
    path: ["contact", "phone"],
    headers: [
      "phone",
      "phonenumber",
      "telephone",
      "tel",
      "mobile",
      "contactphone",
      "telefon",
      "telefono",
    ],
  },
  CONTACT_JOB_TITLE: {
    meaning: "What the person does there.",
    path: ["contact", "jobTitle"],
    headers: [
      "jobtitle",
      "title",
      "position",
      "role",
      "contactjobtitle",
      "funktion",
      "fonction",
      "cargo",
    ],
  },
  CONSENT_BASIS: {
    meaning: "The lawful basis: CONSENT, LEGITIMATE_INTEREST or CONTRACT.",
    path: ["contact", "consent", "basis"],
    headers: ["consent", "consentbasis", "lawfulbasis", "legalbasis", "contactconsentbasis"],
  },
  CONSENT_OBTAINED_AT: {
    meaning: "When the basis was obtained: YYYY-MM-DD, or an instant.",
    path: ["contact", "consent", "obtainedAt"],
    headers: [
      "consentobtainedat",
      "consentdate",
      "consentat",
      "contactconsentobtainedat",
      "optindate",
    ],
  },
  CONSENT_SOURCE: {
    meaning: "Where the basis was obtained.",
    path: ["contact", "consent", "source"],
    headers: ["consentsource", "contactconsentsource", "optinsource"],
  },
  EXTERNAL_REFERENCE: {
    meaning: "Your own key of the lead.",
    path: ["externalReference"],
    headers: ["externalreference", "reference", "externalid", "id", "leadid", "crmid", "recordid"],
  },
  KIND: {
    meaning: "What sort of business it is: a value of LeadKind.",
    path: ["kind"],
    headers: ["kind", "leadkind", "dealtype"],
  },
  PRODUCT_LINES: {
    meaning: "The product lines that it is about: ids, pln_…, with spaces or commas between them.",
    path: ["productLineIds"],
    headers: ["productlines", "productlineids", "productlineid", "productline"],
  },
  SOURCE: {
    meaning: "Where it came from: a value of LeadSource.",
    path: ["source"],
    headers: ["source", "leadsource", "origin", "quelle"],
  },
  CAMPAIGN: {
    meaning: "The campaign it came from.",
    path: ["campaign"],
    headers: ["campaign", "campaignname", "kampagne", "campagne"],
  },
  NOTES: {
    meaning: "Notes for sales.",
    path: ["notes"],
    headers: [
      "notes",
      "note",
      "comment",
      "comments",
      "description",
      "remarks",
      "notizen",
      "bemerkung",
    ],
  },
  ESTIMATED_AMOUNT: {
    meaning: "What you expect it to be worth, with a point before the cents: 1250.00.",
    path: ["estimatedValue"],
    headers: [
      "estimatedvalue",
      "estimatedvalueamount",
      "estimatedamount",
      "value",
      "amount",
      "dealvalue",
    ],
  },
  ESTIMATED_CURRENCY: {
    meaning: "The currency of that, a code of ISO 4217.",
    path: ["estimatedValue"],
    headers: [
      "currency",
      "estimatedvaluecurrency",
      "estimatedcurrency",
      "waehrung",
      "devise",
      "moneda",
    ],
  },
  IGNORED: {
    meaning: "Nothing that is registered: the column is passed over.",
    path: [],
    headers: [],
  },
} as const;
export type ImportField = keyof typeof IMPORT_FIELDS;

/** A field of the program's own form, by its key. */
export type CustomTarget = `custom:${string}`;
/** What a column holds. */
export type ImportTarget = ImportField | CustomTarget;

const CUSTOM = "custom:";
export const customTarget = (key: string): CustomTarget => `custom:${key}`;

/** The key of a field of the form's own; null where it is none. */
export const customKeyOf = (target: string): string | null =>
  target.startsWith(CUSTOM) ? target.slice(CUSTOM.length) : null;

export const isImportTarget = (text: string): text is ImportTarget =>
  isImportField(text) || text.startsWith(CUSTOM);

export const isImportField = (text: string): text is ImportField =>
  Object.hasOwn(IMPORT_FIELDS, text);

export const ALL_IMPORT_FIELDS: readonly ImportField[] =
  Object.keys(IMPORT_FIELDS).filter(isImportField);
