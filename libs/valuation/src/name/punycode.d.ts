/** The package, and not Node's deprecated module of the same name: RFC 3492 alone, without the rules of UTS #46. */
declare module "punycode/punycode.es6.js" {
  /** @throws RangeError for text that is no Punycode */
  export const decode: (text: string) => string;
  export const encode: (text: string) => string;
}
