import { z } from "zod";

/**
 * An amount of money as an exact decimal string, such as `"1250.00"`. Never a binary float on the wire:
 * a value must be recomputable to the cent from what is stored with it.
 */
export const DecimalString = z
  .string('must be a decimal number as text, such as "1250.00"')
  .regex(/^-?\d{1,30}(\.\d{1,18})?$/, "must be a decimal number such as 1250.00")
  .meta({ description: "An exact decimal number as text.", examples: ["1250.00"] });

/**
 * A figure of a fund: a sum of products of amounts, with more digits than any of them. Always finite, never in
 * exponent notation.
 */
export const FigureString = z
  .string()
  .regex(/^-?\d{1,90}(\.\d{1,18})?$/)
  .meta({ description: "An exact decimal number as text.", examples: ["1250.00"] });

/** The pattern of a decimal number above zero, for the documents only: the checks below have clearer messages. */
export const aboveZero = (whole: number, digits: number): string =>
  `^(?=[0.]*[1-9])[0-9]{1,${whole}}(\\.[0-9]{1,${digits}})?$`;

/** A price: a decimal string greater than zero. */
export const PriceString = DecimalString.refine(
  (text) => !text.startsWith("-") && /[1-9]/.test(text),
  {
    message: "must be greater than zero",
  },
).meta({ pattern: aboveZero(30, 18) });

/** An amount of zero or more. */
export const AmountString = DecimalString.refine(
  (text) => !text.startsWith("-"),
  "must not be below zero",
).meta({ pattern: "^[0-9]{1,30}(\\.[0-9]{1,18})?$" });

/** An ISO 4217 currency code or the ticker of a coin, such as `USD` or `ETH`. */
export const Currency = z
  .string()
  .regex(/^[A-Z]{3,5}$/)
  .meta({ examples: ["USD", "ETH"] });
