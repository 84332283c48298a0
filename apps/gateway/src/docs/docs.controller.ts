import { openApiDocument, type OpenApiDocument } from "#openapi";
import { Controller, Get, Header, Req } from "@nestjs/common";
import type { FastifyRequest } from "fastify";

import { renderDocs } from "./render-docs.js";

/** As in the base path: what changes a reader's program gets a new one. */
const API_VERSION = "1";

/** The API's description, for programs and for people. */
@Controller()
export class DocsController {
  private readonly document = openApiDocument(API_VERSION);

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
