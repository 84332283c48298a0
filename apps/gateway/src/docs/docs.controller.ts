import { openApiDocument, type OpenApiDocument } from "#openapi";
import { Controller, Get, Header, Inject, Req } from "@nestjs/common";
import type { FastifyRequest } from "fastify";

import { renderDocs } from "./render-docs.js";

/** Injects whether this instance has API keys. */
export const HAS_KEYS = Symbol("has keys");

/** As in the base path: what changes a reader's program gets a new one. */
const API_VERSION = "1";

/** The API's description, for programs and for people. */
@Controller()
export class DocsController {
  private readonly document: OpenApiDocument;

  constructor(@Inject(HAS_KEYS) hasKeys: boolean) {
    this.document = openApiDocument(API_VERSION, hasKeys);
  }

  @Get("openapi.json")
  openApi(): OpenApiDocument {
    return this.document;
  }

  @Get("docs")
  @Header("content-type", "text/html; charset=utf-8")
  @Header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
  docs(@Req() request: FastifyRequest): string {
    return renderDocs(this.document, `${request.protocol}://${request.host}`);
  }
}
