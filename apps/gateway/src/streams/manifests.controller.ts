import { BATCH_TYPES, ManifestPath, type ManifestLine, type ManifestView } from "#contracts";
import { ManifestRepository, type HashedManifestEvent } from "#storage";
import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Put,
  Req,
  StreamableFile,
} from "@nestjs/common";
import type { FastifyRequest } from "fastify";
import { Readable } from "node:stream";

import { TextBody } from "../http/body-text.js";
import { parseWith, ProblemError } from "../http/problem-error.js";
import { readManifest } from "./read-manifest.js";

const PAGE = 1_000;

/** Recorded streams: store, export, list, delete. */
@Controller("manifests")
export class ManifestsController {
  constructor(@Inject(ManifestRepository) private readonly manifests: ManifestRepository) {}

  @Get()
  async list(): Promise<{ manifests: ManifestView[] }> {
    return { manifests: await this.manifests.list() };
  }

  @Put(":name")
  async store(@Param("name") given: string, @Req() request: FastifyRequest): Promise<ManifestView> {
    const name = nameOf(given);
    const { body } = request;
    const stored =
      body instanceof TextBody
        ? await this.manifests.store(name, readManifest(body, name))
        : undefined;
    if (stored !== undefined) return stored;
    throw new ProblemError("invalid-request", "The manifest is empty. Send at least one event.");
  }

  @Get(":name")
  async export(@Param("name") given: string): Promise<StreamableFile> {
    const manifest = await this.manifests.find(nameOf(given));
    if (manifest === undefined) throw unknownManifest(given);
    // Fails, if at all, before the answer has begun.
    const first = await this.manifests.behind(manifest.manifestId, 0, PAGE);
    return new StreamableFile(Readable.from(lines(this.manifests, manifest.manifestId, first)), {
      type: BATCH_TYPES.ndjson,
    });
  }

  @Delete(":name")
  @HttpCode(204)
  async remove(@Param("name") given: string): Promise<void> {
    if (!(await this.manifests.remove(nameOf(given)))) throw unknownManifest(given);
  }
}

const nameOf = (name: string): string => parseWith(ManifestPath, "The path", { name }).name;

export const unknownManifest = (name: string): ProblemError =>
  new ProblemError("not-found", `There is no manifest "${name}".`);

async function* lines(
  manifests: ManifestRepository,
  manifestId: string,
  first: readonly HashedManifestEvent[],
): AsyncGenerator<string> {
  for (let page = first; page.length > 0;) {
    yield page.map((event) => `${JSON.stringify(lineOf(event))}\n`).join("");
    page = await manifests.behind(manifestId, page.at(-1)?.seq ?? 0, PAGE);
  }
}

/** With all fields, so that a copy is the same manifest. */
const lineOf = ({ delayMs, tp, text }: HashedManifestEvent): ManifestLine => ({
  delay_ms: delayMs,
  event: {
    ...(JSON.parse(text) as ManifestLine["event"]),
    ...(tp === null ? {} : { tp }),
  },
});
