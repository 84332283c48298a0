/**
 * Lines of a body of bytes, as they come. One that never ends is cut off behind `maxLetters`, and is to be found too
 * long where it is read.
 * @param onBytes told how many bytes have come so far; may throw
 */
export async function* readLines(
  body: AsyncIterable<Buffer>,
  maxLetters: number,
  onBytes: (bytes: number) => void = () => undefined,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let rest = "";
  for await (const chunk of body) {
    bytes += chunk.length;
    onBytes(bytes);
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = (parts.pop() ?? "").slice(0, maxLetters + 1);
    yield* parts;
  }
  const last = rest + decoder.decode();
  if (last !== "") yield last;
}
