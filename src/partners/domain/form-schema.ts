import type { CustomField, RegistrationForm } from "../../kernel/index.ts";

/** What the values of a form's own fields must be, as JSON Schema of 2020-12; what portals check as people type. */
export function jsonSchemaOf({ fields }: RegistrationForm): string {
  return JSON.stringify({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [field.key, schemaOf(field)])),
    required: fields.filter(({ isRequired }) => isRequired).map(({ key }) => key),
    additionalProperties: false,
  });
}

function schemaOf(field: CustomField): object {
  const { labels, help, options, minimum, maximum, maxLength } = field;
  const keys = options.map(({ key }) => key);
  const told = {
    ...(labels[0] ? { title: labels[0].text } : {}),
    ...(help[0] ? { description: help[0].text } : {}),
  };
  switch (field.type) {
    case "TEXT":
      return {
        ...told,
        type: "string",
        minLength: 1,
        ...(maxLength === null ? {} : { maxLength }),
      };
    case "NUMBER":
      return {
        ...told,
        type: "number",
        ...(minimum === null ? {} : { minimum: Number(minimum) }),
        ...(maximum === null ? {} : { maximum: Number(maximum) }),
      };
    case "BOOLEAN":
      return { ...told, type: "boolean" };
    case "DATE":
      return { ...told, type: "string", format: "date" };
    case "CHOICE":
      return { ...told, enum: keys };
    case "MULTI_CHOICE":
      return { ...told, type: "array", items: { enum: keys }, uniqueItems: true, minItems: 1 };
  }
}
