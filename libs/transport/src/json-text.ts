/** A reply that is JSON already: a handler that returns one decides what its bytes are, and they are made once. */
export class JsonText {
  constructor(readonly text: string) {}
}
