import { openApiDocument, type Instance, type OpenApiDocument } from "#openapi";
import { Controller, Get, Header, Inject, Req } from "@nestjs/common";
import type { FastifyRequest } from "fastify";

import { renderDocs } from "./render-docs.js";

/** Injects the settings of this instance that the document describes. */
export const INSTANCE = Symbol("instance");

/** As in the base path: a breaking change gets a new one. */
const API_VERSION = "1";

/** The API's description, for programs and for people. */
@Controller()
export class DocsController {
  private readonly document: OpenApiDocument;

  constructor(@Inject(INSTANCE) instance: Instance) {
    this.document = openApiDocument(API_VERSION, instance);
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
