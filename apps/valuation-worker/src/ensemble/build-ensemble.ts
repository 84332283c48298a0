import type { AppConfig } from "#config";
import type { Database } from "#storage";
import type { Currencies } from "#valuation";

import { Ensemble } from "./ensemble.js";
import { LearnedScales } from "./learned-scales.js";
import { loadDnsFacts } from "./load-dns-facts.js";
import { loadModel } from "./load-model.js";
import { ModelOpinions } from "./model-opinions.js";
import { NamePriors } from "./name-priors.js";
import { OraclePrices } from "./oracle-prices.js";

/**
 * Everything that the ensemble stands on, ready before the first job is taken; undefined where it is switched off.
 * @throws ModelUnusableError
 */
export const buildEnsemble = async (
  config: AppConfig,
  database: Database,
  currencies: Currencies,
): Promise<Ensemble | undefined> => {
  if (!config.useEnsemble) return undefined;
  const [model, facts] = await Promise.all([loadModel(config.modelDir), loadDnsFacts()]);
  const opinions = new ModelOpinions(model);
  const priors = new NamePriors(opinions, facts);
  const scales = new LearnedScales(database, opinions, priors, currencies);
  await scales.learn();
  const oracle = config.oracleUrl === undefined ? undefined : new OraclePrices(config.oracleUrl);
  return new Ensemble(opinions, priors, scales, oracle);
};
