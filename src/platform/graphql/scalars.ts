import { GraphQLError, GraphQLScalarType, Kind } from "graphql";
import type { GraphQLScalarTypeConfig } from "graphql";
import { GraphQLDateTime, GraphQLLocalDate } from "graphql-scalars";

/** An instant: RFC 3339, UTC on output. */
export const DateTimeScalar = new GraphQLScalarType({
  ...inYears(GraphQLDateTime, (at) => at.getUTCFullYear()),
  name: "DateTime",
  description: "An instant as RFC 3339, for example 2027-02-01T10:00:00.000Z; always UTC on output",
  specifiedByURL: "https://scalars.graphql.org/andimarek/date-time.html",
});

/** A calendar day without a time zone. */
export const DateScalar = new GraphQLScalarType({
  ...inYears(GraphQLLocalDate, (day) => Number(day.slice(0, 4))),
  name: "Date",
  description: "A calendar day as YYYY-MM-DD; the field says in which time zone",
  specifiedByURL: "https://scalars.graphql.org/andimarek/local-date.html",
});

/** The same scalar, but for years that the database has not: before the year 1 there is none. */
function inYears<Value, Told>(
  scalar: GraphQLScalarType<Value, Told>,
  yearOf: (value: Value) => number,
): GraphQLScalarTypeConfig<Value, Told> {
  const config = scalar.toConfig();
  const checked = (value: Value): Value => {
    const year = yearOf(value);
    if (year >= 1 && year <= 9999) return value;
    throw new GraphQLError("Years are from 0001 to 9999");
  };
  return {
    ...config,
    parseValue: (input) => checked(config.parseValue(input)),
    parseLiteral: (node, variables) => checked(config.parseLiteral(node, variables)),
  };
}

/** Text scalars for output: what people type comes in as String and is answered with a ValidationError. */
function outputText(name: string, description: string): GraphQLScalarType<string, string> {
  return new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: textOnly,
    parseValue: textOnly,
    parseLiteral: (node) => textOnly(node.kind === Kind.STRING ? node.value : null),
  });
}

function textOnly(value: unknown): string {
  if (typeof value !== "string") throw new TypeError("expected text");
  return value;
}

export const DecimalScalar = outputText(
  "Decimal",
  'An exact decimal number as text, for example "1250.00"; never a float',
);
export const CurrencyCodeScalar = outputText(
  "CurrencyCode",
  "A currency's ISO 4217 code, for example EUR",
);
export const CountryCodeScalar = outputText(
  "CountryCode",
  "A country's ISO 3166-1 alpha-2 code, for example DE",
);
export const EmailAddressScalar = outputText("EmailAddress", "An e-mail address");
export const PhoneNumberScalar = outputText(
  "PhoneNumber",
  "A phone number in E.164, for example +4930123456",
);
export const UrlScalar = outputText("URL", "An absolute or root-relative web address");
