import {
  decodeModel,
  digestOf,
  Lexicon,
  LexiconError,
  ModelFileError,
  NameModel,
  type StoredModel,
} from "#valuation";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";

/** A model that is ready to be asked. */
export interface LoadedModel {
  readonly model: NameModel;
  /** The lexicon that it was trained with. */
  readonly lexicon: Lexicon;
  readonly stored: StoredModel;
}

/** The worker cannot serve values of the ensemble: says which file is at fault, and what to do. */
export class ModelUnusableError extends Error {
  override readonly name = "ModelUnusableError";
}

const LEXICON_FILE = "data/lexicon/lexicon.tsv.br";
const MODEL_FILE = "name-model.bin";

/**
 * Loads the trained model and the lexicon that it was trained with. Takes about a second, once.
 * @throws ModelUnusableError when a file is missing, cut short, altered, or does not fit this version
 */
export const loadModel = async (modelDir: string): Promise<LoadedModel> => {
  const file = path.join(modelDir, MODEL_FILE);
  const [packed, bytes] = await Promise.all([read(LEXICON_FILE), read(file)]);
  const text = await promisify(brotliDecompress)(packed).catch(() => {
    throw new ModelUnusableError(`The lexicon ${LEXICON_FILE} is damaged: restore it.`);
  });
  try {
    const lexicon = Lexicon.parse(text);
    const stored = await decodeModel(bytes, lexicon, await digestOf(text));
    return { model: new NameModel(stored.learned, lexicon), lexicon, stored };
  } catch (error) {
    if (error instanceof ModelFileError)
      throw new ModelUnusableError(`The model ${file} cannot be used: ${error.message}`);
    if (error instanceof LexiconError)
      throw new ModelUnusableError(`The lexicon ${LEXICON_FILE} cannot be used: ${error.message}`);
    throw error;
  }
};

const read = async (file: string): Promise<Buffer> => {
  try {
    return await readFile(file);
  } catch (error) {
    throw new ModelUnusableError(
      `${file} cannot be read (${(error as Error).message}). Restore it, train a model with \`npm run train\`, or set VALUATION_USE_ENSEMBLE=0.`,
    );
  }
};
