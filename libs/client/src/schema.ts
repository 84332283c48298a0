// Written by `npm run client:types` from the OpenAPI document; do not edit.

export interface paths {
  "/api/v1/valuation/batch": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Value names */ post: {
      parameters: {
        query?: never;
        header?: { Prefer?: string; "Idempotency-Key"?: string };
        path?: never;
        cookie?: never;
      };
      requestBody: {
        content: {
          "application/json": components["schemas"]["BatchRequest"];
          "text/csv": string;
          "application/x-ndjson": string;
        };
      };
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["BatchResponse"] };
        };
        202: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["BatchView"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        408: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        413: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        415: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        422: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        500: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/valuation/batches/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** How far a batch is */ get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["BatchView"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    post?: never;
    /** Cancel a batch */ delete: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["BatchView"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        409: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/valuation/batches/{id}/results": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Results of a batch */ get: {
      parameters: {
        query?: { cursor?: string; limit?: number };
        header?: { Accept?: string };
        path: { id: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: {
            "application/json": components["schemas"]["ResultsPage"];
            "application/x-ndjson": components["schemas"]["ResultLine"];
          };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/valuation/latest": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** The newest value of a domain */ get: {
      parameters: { query: { domain: string }; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["ValuationResult"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/names": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Look names up */ get: {
      parameters: {
        query?: { prefix?: string; cursor?: string; limit?: number };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["NamesPage"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/valuation/history": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** All values of a domain */ get: {
      parameters: {
        query: { domain: string; cursor?: string; limit?: number };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["HistoryPage"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/valuation/factors": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** How the newest value came about */ get: {
      parameters: { query: { domain: string }; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["Explanation"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/events": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** The event log */ get: {
      parameters: {
        query?: {
          since_seq?: number;
          types?: (
            | "trade"
            | "listing_created"
            | "listing_filled"
            | "listing_changed"
            | "listing_cancelled"
            | "offer_created"
            | "offer_accepted"
            | "offer_changed"
            | "offer_cancelled"
            | "valuation_update"
            | "dispute_opened"
            | "dispute_vote"
            | "dispute_quorum"
            | "dispute_resolved"
            | "override_set"
            | "override_expired"
            | "batch_progress"
            | "batch_completed"
            | "nav_update"
            | "fee_accrual"
            | "etf_flow"
            | "distribution"
            | "leaderboard_delta"
            | "risk_flag"
          )[];
          domains?: string[];
          limit?: number;
        };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["EventsPage"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/market/events": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Tell what happened in the market */ post: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody: {
        content: {
          "application/json":
            | components["schemas"]["MarketEvent"]
            | components["schemas"]["MarketEvent"][];
          "application/x-ndjson": components["schemas"]["MarketEvent"];
        };
      };
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["MarketReceipt"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        408: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        413: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        415: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        422: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        500: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/market/{domain}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** The market of a domain */ get: {
      parameters: { query?: never; header?: never; path: { domain: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["MarketView"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/valuation/override": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Set a value until a time */ post: {
      parameters: {
        query?: never;
        header?: { "Idempotency-Key"?: string };
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["OverrideRequest"] } };
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["OverrideView"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        408: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        413: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        415: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        422: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/valuation/dispute": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Dispute a value */ post: {
      parameters: {
        query?: never;
        header?: { "Idempotency-Key"?: string };
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["DisputeRequest"] } };
      responses: {
        201: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["DisputeView"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        408: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        409: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        413: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        415: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        422: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/valuation/dispute/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** How a dispute stands */ get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["DisputeView"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/valuation/dispute/{id}/vote": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Vote in a dispute */ post: {
      parameters: {
        query?: never;
        header?: { "Idempotency-Key"?: string };
        path: { id: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["VoteRequest"] } };
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["DisputeView"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        408: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        409: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        413: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        415: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        422: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/valuation/dispute/{id}/resolve": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** End a dispute */ post: {
      parameters: {
        query?: never;
        header?: { "Idempotency-Key"?: string };
        path: { id: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["ResolveRequest"] } };
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["DisputeView"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        408: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        409: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        413: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        415: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        422: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/etfs": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** All funds */ get: {
      parameters: {
        query?: { cursor?: string; limit?: number };
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["FundsPage"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    /** Create a fund */ post: {
      parameters: {
        query?: never;
        header?: { "Idempotency-Key"?: string };
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["FundRequest"] } };
      responses: {
        201: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["FundView"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        408: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        409: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        413: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        415: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        422: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/etfs/{symbol}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** A fund */ get: {
      parameters: { query?: never; header?: never; path: { symbol: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["FundView"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/etfs/{symbol}/history": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** The NAV over time */ get: {
      parameters: {
        query?: { since?: string; until?: string; cursor?: string; limit?: number };
        header?: never;
        path: { symbol: string };
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["FundHistoryPage"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/etfs/{symbol}/issue": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Issue shares */ post: {
      parameters: {
        query?: never;
        header: { "Idempotency-Key": string };
        path: { symbol: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["ShareFlowRequest"] } };
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["FundFlow"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        408: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        409: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        413: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        415: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        422: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/etfs/{symbol}/redeem": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Redeem shares */ post: {
      parameters: {
        query?: never;
        header: { "Idempotency-Key": string };
        path: { symbol: string };
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["ShareFlowRequest"] } };
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["FundFlow"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        408: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        409: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        413: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        415: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        422: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/etfs/{symbol}/distribute": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Pay income to all shares */ post: {
      parameters: {
        query?: never;
        header: { "Idempotency-Key": string };
        path: { symbol: string };
        cookie?: never;
      };
      requestBody: {
        content: { "application/json": components["schemas"]["DistributionRequest"] };
      };
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["FundFlow"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        408: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        409: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        413: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        415: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        422: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/manifests": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** All manifests */ get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["ManifestList"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/manifests/{name}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Export a manifest */ get: {
      parameters: { query?: never; header?: never; path: { name: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/x-ndjson": components["schemas"]["ManifestLine"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    /** Store a manifest */ put: {
      parameters: { query?: never; header?: never; path: { name: string }; cookie?: never };
      requestBody: { content: { "application/x-ndjson": components["schemas"]["ManifestLine"] } };
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["Manifest"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        408: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        413: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        415: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        500: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    post?: never;
    /** Delete a manifest */ delete: {
      parameters: { query?: never; header?: never; path: { name: string }; cookie?: never };
      requestBody?: never;
      responses: {
        204: { headers: Record<string, unknown>; content?: never };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/captures": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Record the live stream */ post: {
      parameters: {
        query?: never;
        header?: { "Idempotency-Key"?: string };
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["CaptureRequest"] } };
      responses: {
        201: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["Capture"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        408: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        413: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        415: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        422: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/captures/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** A capture */ get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["Capture"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    post?: never;
    /** Stop a capture */ delete: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["Capture"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        409: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/replays": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get?: never;
    put?: never;
    /** Prepare a replay */ post: {
      parameters: {
        query?: never;
        header?: { "Idempotency-Key"?: string };
        path?: never;
        cookie?: never;
      };
      requestBody: { content: { "application/json": components["schemas"]["ReplayRequest"] } };
      responses: {
        201: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["Replay"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        408: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        413: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        415: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        422: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/replays/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** A replay */ get: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["Replay"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    post?: never;
    /** Take a replay away */ delete: {
      parameters: { query?: never; header?: never; path: { id: string }; cookie?: never };
      requestBody?: never;
      responses: {
        204: { headers: Record<string, unknown>; content?: never };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        404: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/latency": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Where the time goes */ get: {
      parameters: { query?: { window?: number }; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["LatencyReport"] };
        };
        400: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/latency/slowest": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** The slowest requests */ get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["SlowestRequests"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/system": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** How the system is */ get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["SystemReport"] };
        };
        401: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        403: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
        429: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/api/v1/console": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** What the web console must know */ get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["ConsoleSettings"] };
        };
        500: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/healthz": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Is the process alive */ get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["Status"] };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/readyz": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** May the process be given work */ get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["Status"] };
        };
        503: {
          headers: Record<string, unknown>;
          content: { "application/problem+json": components["schemas"]["Problem"] };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/metrics": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** Metrics for Prometheus */ get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: { 200: { headers: Record<string, unknown>; content: { "text/plain": string } } };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/openapi.json": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** This document */ get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: {
        200: {
          headers: Record<string, unknown>;
          content: { "application/json": components["schemas"]["OpenApi"] };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  "/docs": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    /** This document, to be read */ get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: { 200: { headers: Record<string, unknown>; content: { "text/html": string } } };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}

export interface components {
  schemas: {
    BatchRequest: {
      /** Names, as strings. An entry that is none comes back as an item with `error`. */ domains: unknown[];
      /** False values by the market alone; so does a server whose ensemble is switched off. */ ensemble?: boolean;
    };
    /** Results in the order asked, duplicates folded into the first. */ BatchResponse: {
      batch_id: string;
      results: (components["schemas"]["ValuationResult"] | components["schemas"]["ItemError"])[];
    };
    ValuationResult: {
      /** ASCII, lower case, IDNA-normalised. */ domain: string;
      /** What was asked, where it differs from `domain`. */ input?: string;
      /** An exact decimal number as text. */ value: string;
      currency: string;
      /** Lower end of the 80 % interval. */ low: string;
      /** Upper end of the 80 % interval. */ high: string;
      confidence: number;
      retail?: components["schemas"]["RetailPrice"];
      /** How likely anybody wants the name, by its label: `low` for a name that few would register, `high` for one that many would. */ demand?:
        | "low"
        | "even"
        | "high";
      /** Whether the range of the heaviest member was chosen, or holds 80 % of known sales (conformal prediction). */ interval?:
        | "chosen"
        | "calibrated";
      /** Sales behind a calibrated range; 0 where it was chosen. */ interval_sales?: number;
      flags?: components["schemas"]["NameFlag"][];
      model_version: string;
      chosen_source:
        | "vwap"
        | "order_book_mid"
        | "floor"
        | "anchor"
        | "sales_median"
        | "comparables"
        | "regression"
        | "prior"
        | "public_sale"
        | "oracle"
        | "override"
        | "dispute_hold";
      factors: components["schemas"]["Factors"];
      /** True when nothing was known of the domain before this valuation. */ placeholder_created: boolean;
      valued_at: string;
    };
    /** What an end user pays, in the result's currency, if one buys. `value` is what investors pay. */ RetailPrice: {
      /** An exact decimal number as text. */ value: string;
      /** Lower end of the 80 % range. */ low: string;
      /** Upper end of the 80 % range. */ high: string;
    };
    /** What a buyer must know of a name beside its price. */ NameFlag: {
      flag: "brand" | "adult" | "typo";
      note: string;
    };
    /** How a value came about. */ Factors: {
      /** Where the suffix is unknown, or the name is a host below what can be owned. */ name?: components["schemas"]["NameFactors"];
      primary_source:
        | "vwap"
        | "order_book_mid"
        | "floor"
        | "anchor"
        | "sales_median"
        | "comparables"
        | "regression"
        | "prior"
        | "public_sale"
        | "oracle"
        | "override"
        | "dispute_hold";
      /** Sources that would have come first and had nothing to say. */ fallback_chain: (
        | "vwap"
        | "order_book_mid"
        | "floor"
        | "anchor"
        | "sales_median"
        | "comparables"
        | "regression"
        | "prior"
        | "public_sale"
        | "oracle"
        | "override"
        | "dispute_hold"
      )[];
      market: components["schemas"]["Factor"][];
      /** What was done to the weighted mean afterwards, in order: a pull towards the best bid, a hold, an override. */ adjustments: Record<
        string,
        unknown
      >[];
      /** Everything else that is needed to compute the value again to the cent. */ inputs: Record<
        string,
        unknown
      >;
      ensemble?: components["schemas"]["EnsembleFactors"];
    };
    NameFactors: {
      /** The name that is valued: `alpha.com` of `mail.alpha.com`. */ registrable: string;
      suffix: string;
      /** False where no list knows the suffix: nobody may be able to own such a name. */ is_suffix_known: boolean;
    };
    Factor: {
      source:
        | "vwap"
        | "order_book_mid"
        | "floor"
        | "anchor"
        | "sales_median"
        | "comparables"
        | "regression"
        | "prior"
        | "public_sale"
        | "oracle"
        | "override"
        | "dispute_hold";
      /** What this source alone says, in the result's currency. */ value: string;
      /** Share of the value after renormalising, 0 to 1. */ weight: number;
      /** value × weight */ contribution: string;
      /** The numbers that the source was computed from. */ input: Record<string, unknown>;
    };
    /** How the models and the market were weighed. */ EnsembleFactors: {
      members: {
        /** The market by its primary source, or a model by its name. */ source:
          | "vwap"
          | "order_book_mid"
          | "floor"
          | "anchor"
          | "sales_median"
          | "comparables"
          | "regression"
          | "prior"
          | "public_sale"
          | "oracle"
          | "override"
          | "dispute_hold";
        /** What this member alone says. */ value: string;
        /** By how sure it is; all add up to 1. */ weight: number;
        /** weight × log10(value); all add up to log10 of the result's value. */ contribution: number;
      }[];
      /** How far members lie apart: weighted standard deviation of log10. */ dispersion: number;
      suffix: {
        suffix: string;
        /** Sales that its price level was learned from. */ sales: number;
        /** What a name costs here, over what the model says of its label. */ log10_scale?: number;
        log10_scale_sigma?: number;
        note?: string;
      };
      model: {
        /** The model file, by the start of its SHA-256; the prior's version where no model was asked. */ id: string;
        /** The words that the label was split into. */ words: string[];
        /** The chance of selling at the market's minimum. */ at_minimum?: {
          /** An exact decimal number as text. */ price: string;
          probability: number;
        };
      };
      /** The nearest names with a known sale: of the model, in its currency, or of the same kind and suffix, in the result's. */ comparables: {
        domain: string;
        /** An exact decimal number as text. */ price: string;
        similarity: number;
      }[];
      prior?: components["schemas"]["PriorFactors"];
      /** As the result says it. */ outlook?: {
        retail?: components["schemas"]["RetailPrice"];
        /** How likely anybody wants the name, by its label: `low` for a name that few would register, `high` for one that many would. */ demand?:
          | "low"
          | "even"
          | "high";
        /** Whether the range of the heaviest member was chosen, or holds 80 % of known sales (conformal prediction). */ interval?:
          | "chosen"
          | "calibrated";
        /** Sales behind a calibrated range; 0 where it was chosen. */ interval_sales?: number;
        flags?: components["schemas"]["NameFlag"][];
      };
      /** Why the name is worth this, in one line. */ reason?: string;
      /** What the value is computed from: enough to do it again to the cent. */ opinions: {
        log10_price: number;
        sigma_low: number;
        sigma_high: number;
        source:
          | "vwap"
          | "order_book_mid"
          | "floor"
          | "anchor"
          | "sales_median"
          | "comparables"
          | "regression"
          | "prior"
          | "public_sale"
          | "oracle"
          | "override"
          | "dispute_hold";
        /** The same of what end users pay. */ retail?: {
          log10_price: number;
          sigma_low: number;
          sigma_high: number;
        };
      }[];
    };
    /** How a name's price follows from what is public. */ PriorFactors: {
      /** The rules and the facts, by the start of a SHA-256. */ version: string;
      /** Reasons for and against the label; those of zero are left out. */ terms: {
        term: string;
        input: number;
        weight: number;
        /** weight × input */ contribution: number;
      }[];
      /** How much it is wanted: the contributions' sum. */ score: number;
      /** What a usual name of this suffix costs beside the same .com. */ level: number;
      level_basis: "measured" | "shrunk" | "assumed" | "unknown";
      /** Reported sales behind the level. */ level_sales: number;
      /** What each unit of score above −0.3 costs beside .com, in log10. */ top_discount: number;
      /** What any .com of such a shape is worth; 0 where shape alone is worth nothing. */ short_name_usd: number;
      register_usd: number;
      /** A year's registration: the floor. */ renew_usd: number;
      /** How far sales that the platform knows have moved the suffix's two levels. */ log10_offset: {
        value: number;
        retail: number;
      };
      /** What all of this comes to. */ log10_price: number;
    };
    ItemError: {
      /** What was asked; what is very long or nested comes back shortened. */ input: unknown;
      /** Place in the request, from 0. */ index: number;
      error: {
        code:
          | "not_json"
          | "empty"
          | "not_a_string"
          | "too_long"
          | "label_too_long"
          | "invalid_character"
          | "not_a_host_name"
          | "ip_address"
          | "single_label"
          | "public_suffix"
          | "special_use"
          | "invalid_idn"
          | "invalid_ens_name"
          | "mixed_direction";
        detail: string;
      };
    };
    BatchView: {
      batch_id: string;
      status: "queued" | "running" | "completed" | "failed" | "cancelled";
      /** Distinct items asked for, the refused ones included. */ total: number;
      /** Names that have their value. */ done: number;
      /** Items that could not be valued. */ failed: number;
      ensemble: boolean;
      created_at: string;
      started_at: string | null;
      completed_at: string | null;
      /** From created to completed, in milliseconds. */ duration_ms: number | null;
      /** Where the time of its chunks went, of those that are timed so far; only on `GET`, and empty where the values were waited for: their `Server-Timing` has told it. */ stages?: components["schemas"]["BatchStage"][];
    };
    /** One stage of all chunks of a batch, in milliseconds. */ BatchStage: {
      stage:
        | "accept"
        | "enqueue"
        | "queue"
        | "load"
        | "value"
        | "ensemble"
        | "persist"
        | "publish"
        | "reply"
        | "respond";
      /** Chunks that this was measured in. */ chunks: number;
      /** Of all chunks together. */ total_ms: number;
      /** Of a chunk, by nearest rank. */ p50_ms: number;
      p95_ms: number;
      /** Of the time that workers spent on the batch, from 0 to 1; null for `queue`, which goes by while other chunks are worked on. */ share:
        | number
        | null;
    };
    /** RFC 9457 problem details. */ Problem: {
      type: string;
      title: string;
      status: number;
      detail: string;
      /** The trace of the request, to tell us of it: `urn:assay:trace:<id>`. */ instance?: string;
      /** Every bad part of the request, by its place. */ errors?: {
        pointer: string;
        detail: string;
      }[];
      /** The epoch of the log, as it is now. */ epoch?: string;
      /** The first `seq` that the log has. */ oldest?: number;
      /** The last `seq` that the log has. */ head?: number;
    };
    ResultsPage: {
      batch_id: string;
      status: "queued" | "running" | "completed" | "failed" | "cancelled";
      items: (components["schemas"]["ValuationResult"] | components["schemas"]["ItemError"])[];
      /** Null once the batch has ended and this is its last page. */ next_cursor: string | null;
    };
    /** A result, or that there are no more. */ ResultLine:
      | components["schemas"]["ValuationResult"]
      | components["schemas"]["ItemError"]
      | components["schemas"]["BatchEnd"];
    /** Says that results are missing: the last line where a batch was cancelled or has failed. A completed batch has none. */ BatchEnd: {
      /** How the batch ended. */ end: "cancelled" | "failed";
      batch_id: string;
      /** Lines before this one. */ results: number;
      /** Names of the batch. */ total: number;
    };
    NamesPage: {
      /** By name. */ items: {
        domain: string;
        /** In the currency of its suffix; null when it was never valued. */ value: string | null;
        valued_at: string | null;
        trade_count: number;
      }[];
      /** Null on the last page. */ next_cursor: string | null;
    };
    HistoryPage: {
      domain: string;
      /** Newest first. */ items: components["schemas"]["ValuationResult"][];
      /** Null on the last page. */ next_cursor: string | null;
    };
    /** How the newest value of a domain came about. */ Explanation: {
      /** ASCII, lower case, IDNA-normalised. */ domain: string;
      /** An exact decimal number as text. */ value: string;
      currency: string;
      /** Lower end of the 80 % interval. */ low: string;
      /** Upper end of the 80 % interval. */ high: string;
      confidence: number;
      retail?: components["schemas"]["RetailPrice"];
      /** How likely anybody wants the name, by its label: `low` for a name that few would register, `high` for one that many would. */ demand?:
        | "low"
        | "even"
        | "high";
      /** Whether the range of the heaviest member was chosen, or holds 80 % of known sales (conformal prediction). */ interval?:
        | "chosen"
        | "calibrated";
      /** Sales behind a calibrated range; 0 where it was chosen. */ interval_sales?: number;
      flags?: components["schemas"]["NameFlag"][];
      model_version: string;
      chosen_source:
        | "vwap"
        | "order_book_mid"
        | "floor"
        | "anchor"
        | "sales_median"
        | "comparables"
        | "regression"
        | "prior"
        | "public_sale"
        | "oracle"
        | "override"
        | "dispute_hold";
      valued_at: string;
      /** Where the suffix is unknown, or the name is a host below what can be owned. */ name?: components["schemas"]["NameFactors"];
      primary_source:
        | "vwap"
        | "order_book_mid"
        | "floor"
        | "anchor"
        | "sales_median"
        | "comparables"
        | "regression"
        | "prior"
        | "public_sale"
        | "oracle"
        | "override"
        | "dispute_hold";
      /** Sources that would have come first and had nothing to say. */ fallback_chain: (
        | "vwap"
        | "order_book_mid"
        | "floor"
        | "anchor"
        | "sales_median"
        | "comparables"
        | "regression"
        | "prior"
        | "public_sale"
        | "oracle"
        | "override"
        | "dispute_hold"
      )[];
      factors: components["schemas"]["Factor"][];
      /** What was done to the weighted mean afterwards, in order: a pull towards the best bid, a hold, an override. */ adjustments: Record<
        string,
        unknown
      >[];
      /** Everything else that is needed to compute the value again to the cent. */ inputs: Record<
        string,
        unknown
      >;
      ensemble?: components["schemas"]["EnsembleFactors"];
    };
    EventsPage: {
      stream: string;
      epoch: string;
      oldest: number;
      head: number;
      events: components["schemas"]["StoredEvent"][];
      /** Where to go on. While it is below `head` there is more, also behind a page without events: a filter of types looks at 50,000 places and no more. */ next_since_seq: number;
    };
    StoredEvent: {
      /** Place in the stream: contiguous from 1, in commit order. */ seq: number;
      /** The event's own name: the same however often what caused it was tried. */ eid: string;
      type:
        | "trade"
        | "listing_created"
        | "listing_filled"
        | "listing_changed"
        | "listing_cancelled"
        | "offer_created"
        | "offer_accepted"
        | "offer_changed"
        | "offer_cancelled"
        | "valuation_update"
        | "dispute_opened"
        | "dispute_vote"
        | "dispute_quorum"
        | "dispute_resolved"
        | "override_set"
        | "override_expired"
        | "batch_progress"
        | "batch_completed"
        | "nav_update"
        | "fee_accrual"
        | "etf_flow"
        | "distribution"
        | "leaderboard_delta"
        | "risk_flag";
      v: number;
      /** When it happened. */ at: string;
      /** traceparent of what caused it. */ tp: string | null;
      data: Record<string, unknown>;
    };
    MarketEvent:
      | {
          type: "trade";
          /** The sender's own name of this event: sent twice, it is one event; with other content, it is rejected. With API keys each key has ids of its own. */ id: string;
          /** When it happened, by the sender, to the microsecond: from 1985 to five minutes ahead of our clock. */ at: string;
          /** The name in any spelling; it comes back as ASCII, lower case, IDNA-normalised. */ domain: string;
          /** Above zero; 30 digits before the point and 18 behind it at the most. */ price: string;
          /** An exact decimal number as text. */ quantity?: string;
          /** Absent: that of the domain's suffix. Another one is refused. */ currency?: string;
          buyer?: string;
          seller?: string;
          /** Where it was sold, so that each price level is learned from its own sales: to investors at an `auction`, to an end user at `retail`, or in `private`. Absent: unknown. */ venue_kind?:
            | "auction"
            | "retail"
            | "private";
        }
      | {
          type: "listing_created";
          listing_id: string;
          /** The sender's own name of this event: sent twice, it is one event; with other content, it is rejected. With API keys each key has ids of its own. */ id: string;
          /** When it happened, by the sender, to the microsecond: from 1985 to five minutes ahead of our clock. */ at: string;
          /** The name in any spelling; it comes back as ASCII, lower case, IDNA-normalised. */ domain: string;
          /** Above zero; 30 digits before the point and 18 behind it at the most. */ price: string;
          /** Absent: that of the domain's suffix. Another one is refused. */ currency?: string;
          /** Absent: until it is closed. */ expires_at?: string;
          seller?: string;
        }
      | {
          type: "listing_changed";
          listing_id: string;
          /** The sender's own name of this event: sent twice, it is one event; with other content, it is rejected. With API keys each key has ids of its own. */ id: string;
          /** When it happened, by the sender, to the microsecond: from 1985 to five minutes ahead of our clock. */ at: string;
          /** Above zero; 30 digits before the point and 18 behind it at the most. */ price?: string;
          /** Absent: until it is closed. */ expires_at?: string;
        }
      | {
          type: "listing_filled";
          listing_id: string;
          /** The sender's own name of this event: sent twice, it is one event; with other content, it is rejected. With API keys each key has ids of its own. */ id: string;
          /** When it happened, by the sender, to the microsecond: from 1985 to five minutes ahead of our clock. */ at: string;
          /** Above zero; 30 digits before the point and 18 behind it at the most. */ price?: string;
          buyer?: string;
        }
      | {
          type: "listing_cancelled";
          listing_id: string;
          /** The sender's own name of this event: sent twice, it is one event; with other content, it is rejected. With API keys each key has ids of its own. */ id: string;
          /** When it happened, by the sender, to the microsecond: from 1985 to five minutes ahead of our clock. */ at: string;
        }
      | {
          type: "listing_expired";
          listing_id: string;
          /** The sender's own name of this event: sent twice, it is one event; with other content, it is rejected. With API keys each key has ids of its own. */ id: string;
          /** When it happened, by the sender, to the microsecond: from 1985 to five minutes ahead of our clock. */ at: string;
        }
      | {
          type: "offer_created";
          offer_id: string;
          /** The sender's own name of this event: sent twice, it is one event; with other content, it is rejected. With API keys each key has ids of its own. */ id: string;
          /** When it happened, by the sender, to the microsecond: from 1985 to five minutes ahead of our clock. */ at: string;
          /** The name in any spelling; it comes back as ASCII, lower case, IDNA-normalised. */ domain: string;
          /** Above zero; 30 digits before the point and 18 behind it at the most. */ price: string;
          /** Absent: that of the domain's suffix. Another one is refused. */ currency?: string;
          /** Absent: until it is closed. */ expires_at?: string;
          buyer?: string;
        }
      | {
          type: "offer_changed";
          offer_id: string;
          /** The sender's own name of this event: sent twice, it is one event; with other content, it is rejected. With API keys each key has ids of its own. */ id: string;
          /** When it happened, by the sender, to the microsecond: from 1985 to five minutes ahead of our clock. */ at: string;
          /** Above zero; 30 digits before the point and 18 behind it at the most. */ price?: string;
          /** Absent: until it is closed. */ expires_at?: string;
        }
      | {
          type: "offer_accepted";
          offer_id: string;
          /** The sender's own name of this event: sent twice, it is one event; with other content, it is rejected. With API keys each key has ids of its own. */ id: string;
          /** When it happened, by the sender, to the microsecond: from 1985 to five minutes ahead of our clock. */ at: string;
          /** Above zero; 30 digits before the point and 18 behind it at the most. */ price?: string;
          seller?: string;
        }
      | {
          type: "offer_cancelled";
          offer_id: string;
          /** The sender's own name of this event: sent twice, it is one event; with other content, it is rejected. With API keys each key has ids of its own. */ id: string;
          /** When it happened, by the sender, to the microsecond: from 1985 to five minutes ahead of our clock. */ at: string;
        }
      | {
          type: "offer_expired";
          offer_id: string;
          /** The sender's own name of this event: sent twice, it is one event; with other content, it is rejected. With API keys each key has ids of its own. */ id: string;
          /** When it happened, by the sender, to the microsecond: from 1985 to five minutes ahead of our clock. */ at: string;
        };
    MarketReceipt: {
      /** Events that are stored now, and those that were stale. */ accepted: number;
      /** Of the accepted: changes and ends of orders for which something later was known already. They change nothing. */ stale: number;
      /** Events that had been told before. */ duplicates: number;
      refused: number;
      /** The first of those that were refused; `refused` counts all. */ errors: components["schemas"]["MarketEventError"][];
      /** The stream's head once all were stored. */ head_seq: number;
    };
    MarketEventError: {
      /** Place in the array, from 0. */ index?: number;
      /** Line of NDJSON, from 1. */ line?: number;
      /** The event's own id, where it could be read. */ id?: string;
      code:
        | "not_json"
        | "line_too_long"
        | "invalid"
        | "invalid_name"
        | "in_the_future"
        | "wrong_currency"
        | "id_reused"
        | "known_order"
        | "unknown_order"
        | "order_not_active"
        | "not_storable";
      detail: string;
    };
    MarketView: {
      domain: string;
      currency: string;
      book: {
        /** Dearest first, 20 at the most. */ bids: components["schemas"]["BookOrder"][];
        /** Cheapest first, 20 at the most. */ asks: components["schemas"]["BookOrder"][];
      };
      /** Newest first, 25 at the most. */ last_trades: components["schemas"]["MarketTrade"][];
      state: components["schemas"]["MarketSummary"];
    };
    BookOrder: {
      id: string;
      /** The API key that sent it: ids are their sender's own. Null without keys. */ sender:
        | string
        | null;
      /** An exact decimal number as text. */ price: string;
      created_at: string;
      expires_at: string | null;
    };
    MarketTrade: {
      id: string;
      /** The API key that sent it: ids are their sender's own. Null without keys. */ sender:
        | string
        | null;
      at: string;
      /** An exact decimal number as text. */ price: string;
      /** An exact decimal number as text. */ quantity: string;
      buyer: string | null;
      seller: string | null;
      venue_kind: "auction" | "retail" | "private" | null;
      /** Risk rules that this trade fits. */ flags: string[];
    };
    MarketSummary: {
      trade_count: number;
      /** Trades with a risk flag. */ flagged_count: number;
      best_bid: string | null;
      median_bid: string | null;
      bid_count: number;
      /** The lowest active listing. */ floor: string | null;
      last_floor: string | null;
      median_ask: string | null;
      ask_count: number;
      last_signal_at: string | null;
      value: string | null;
      valued_at: string | null;
      override: {
        /** An exact decimal number as text. */ value: string;
        expires_at: string;
      } | null;
      dispute: { dispute_id: string; votes: number; quorum: number } | null;
    };
    OverrideRequest: unknown;
    OverrideView: {
      domain: string;
      /** An exact decimal number as text. */ value: string;
      currency: string;
      reason: string;
      expires_at: string;
    };
    DisputeRequest: {
      /** The name in any spelling: `alpha.one`, `ALPHA.one.`, `www.bücher.example`. */ domain: string;
      reason: string;
      /** Votes that hold the value; 3 where it is left out. The server has a minimum, 2 by default. */ quorum?: number;
    };
    DisputeView: {
      dispute_id: string;
      domain: string;
      reason: string;
      status: "open" | "resolved";
      votes: number;
      quorum: number;
      outcome: string | null;
      opened_at: string;
      resolved_at: string | null;
    };
    VoteRequest: {
      /** Who votes; each counts once. With API keys it is the key that votes. */ voter?: string;
    };
    ResolveRequest: { outcome: string };
    FundRequest: {
      /** The fund's symbol. */ symbol: string;
      name?: string;
      /** That of its positions, and theirs where it is left out: there are no rates. */ currency?: string;
      /** Weights in basis points, which add to exactly 10,000. */ positions: {
        /** The name in any spelling: `alpha.one`, `ALPHA.one.`, `www.bücher.example`. */ domain: string;
        weight_bps: number;
      }[];
      /** Shares that there are at first. */ shares: string;
      /** What a share is worth at first; with the shares, it says the capital. */ nav_per_share?: string;
      /** Of the NAV, for a year of 365 days. */ management_fee_bps?: number;
      /** Of what a share gains above its high-water mark. */ performance_fee_bps?: number;
    };
    FundView: {
      symbol: string;
      name: string | null;
      currency: string;
      /** Net asset value: accrued fees are taken off. */ nav: string;
      /** An exact decimal number as text. */ nav_per_share: string;
      /** An exact decimal number as text. */ shares: string;
      /** The highest NAV of a share so far, less what was distributed since. */ high_water_mark: string;
      /** When this NAV was worked out. */ nav_at: string;
      positions: components["schemas"]["FundPosition"][];
      /** What no position holds. */ cash: string;
      management_fee_bps: number;
      performance_fee_bps: number;
      /** Owed and not paid yet. */ accrued_fees: {
        /** An exact decimal number as text. */ management: string;
        /** An exact decimal number as text. */ performance: string;
      };
      /** All income that one share was paid since the beginning. */ distributed_per_share: string;
      annualised_return: {
        /** 0.1 for ten per cent a year, income included; null while history is too short. */ days_30:
          | number
          | null;
        /** 0.1 for ten per cent a year, income included; null while history is too short. */ days_365:
          | number
          | null;
      };
      created_at: string;
    };
    FundPosition: {
      domain: string;
      /** When the fund was created. */ weight_bps: number;
      /** How much of the domain the fund holds now. */ units: string;
      /** The newest value of the whole domain. */ value: string;
      /** Of the NAV, 1 for all of it; null where the NAV is zero. */ share_of_nav: number | null;
    };
    FundsPage: {
      /** By symbol. */ items: components["schemas"]["FundSummary"][];
      /** Null on the last page. */ next_cursor: string | null;
    };
    FundSummary: {
      symbol: string;
      name: string | null;
      currency: string;
      /** Net asset value: accrued fees are taken off. */ nav: string;
      /** An exact decimal number as text. */ nav_per_share: string;
      /** An exact decimal number as text. */ shares: string;
      /** The highest NAV of a share so far, less what was distributed since. */ high_water_mark: string;
      /** When this NAV was worked out. */ nav_at: string;
    };
    FundHistoryPage: {
      symbol: string;
      /** Newest first. */ items: {
        at: string;
        /** An exact decimal number as text. */ nav: string;
        /** An exact decimal number as text. */ nav_per_share: string;
        /** An exact decimal number as text. */ shares: string;
        /** An exact decimal number as text. */ high_water_mark: string;
        /** An exact decimal number as text. */ distributed_per_share: string;
      }[];
      /** Null on the last page. */ next_cursor: string | null;
    };
    ShareFlowRequest: { /** An exact decimal number as text. */ shares: string };
    FundFlow: {
      flow_id: string;
      symbol: string;
      kind: "creation" | "issue" | "redemption" | "distribution";
      /** That changed hands, or were paid income on. */ shares: string;
      /** An exact decimal number as text. */ amount: string;
      currency: string;
      /** The NAV per share that it was done at; the income of one share. */ amount_per_share: string;
      at: string;
    };
    DistributionRequest: { /** An exact decimal number as text. */ amount: string };
    ManifestList: { manifests: components["schemas"]["Manifest"][] };
    Manifest: {
      /** The manifest's name. */ name: string;
      events: number;
      /** Delay of the last event. */ duration_ms: number;
      /** Rolling hash of all events: what a whole replay ends with. */ hash: string;
      created_at: string;
    };
    /** `eid` and `at` are made from the place and the delay where they are left out. */ ManifestLine: {
      /** Milliseconds from the start of the schedule. */ delay_ms: number;
      event:
        | {
            type: "trade";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              trade_id?: string;
              domain: string;
              /** An exact decimal number as text. */ price: string;
              /** An exact decimal number as text. */ quantity: string;
              currency: string;
              buyer?: string;
              seller?: string;
              venue_kind?: "auction" | "retail" | "private";
              traded_at: string;
              /** The API key that sent the trade or the order; absent where there are no keys. */ sender?: string;
            };
          }
        | {
            type: "listing_created";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              listing_id: string;
              domain: string;
              /** The API key that sent the trade or the order; absent where there are no keys. */ sender?: string;
              /** An exact decimal number as text. */ price: string;
              currency: string;
              expires_at: string | null;
              seller?: string;
            };
          }
        | {
            type: "listing_filled";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              listing_id: string;
              domain: string;
              /** The API key that sent the trade or the order; absent where there are no keys. */ sender?: string;
              /** An exact decimal number as text. */ price: string;
              buyer?: string;
            };
          }
        | {
            type: "listing_changed";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              listing_id: string;
              domain: string;
              /** The API key that sent the trade or the order; absent where there are no keys. */ sender?: string;
              /** An exact decimal number as text. */ price: string;
              currency: string;
              expires_at: string | null;
            };
          }
        | {
            type: "listing_cancelled";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              listing_id: string;
              domain: string;
              /** The API key that sent the trade or the order; absent where there are no keys. */ sender?: string;
              reason?: "cancelled" | "expired";
            };
          }
        | {
            type: "offer_created";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              offer_id: string;
              domain: string;
              /** The API key that sent the trade or the order; absent where there are no keys. */ sender?: string;
              /** An exact decimal number as text. */ price: string;
              currency: string;
              expires_at: string | null;
              buyer?: string;
            };
          }
        | {
            type: "offer_accepted";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              offer_id: string;
              domain: string;
              /** The API key that sent the trade or the order; absent where there are no keys. */ sender?: string;
              /** An exact decimal number as text. */ price: string;
              seller?: string;
            };
          }
        | {
            type: "offer_changed";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              offer_id: string;
              domain: string;
              /** The API key that sent the trade or the order; absent where there are no keys. */ sender?: string;
              /** An exact decimal number as text. */ price: string;
              currency: string;
              expires_at: string | null;
            };
          }
        | {
            type: "offer_cancelled";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              offer_id: string;
              domain: string;
              /** The API key that sent the trade or the order; absent where there are no keys. */ sender?: string;
              reason?: "cancelled" | "expired";
            };
          }
        | {
            type: "valuation_update";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              domain: string;
              batch_id: string;
              /** An exact decimal number as text. */ value: string;
              currency: string;
              /** An exact decimal number as text. */ low: string;
              /** An exact decimal number as text. */ high: string;
              confidence: number;
              chosen_source:
                | "vwap"
                | "order_book_mid"
                | "floor"
                | "anchor"
                | "sales_median"
                | "comparables"
                | "regression"
                | "prior"
                | "public_sale"
                | "oracle"
                | "override"
                | "dispute_hold";
              model_version: string;
            };
          }
        | {
            type: "dispute_opened";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: { dispute_id: string; domain: string; reason: string; quorum: number };
          }
        | {
            type: "dispute_vote";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              dispute_id: string;
              domain: string;
              voter: string;
              votes: number;
              quorum: number;
            };
          }
        | {
            type: "dispute_quorum";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: { dispute_id: string; domain: string; votes: number };
          }
        | {
            type: "dispute_resolved";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: { dispute_id: string; domain: string; outcome: string };
          }
        | {
            type: "override_set";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              domain: string;
              /** An exact decimal number as text. */ value: string;
              currency: string;
              reason: string;
              expires_at: string;
            };
          }
        | {
            type: "override_expired";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: { domain: string };
          }
        | {
            type: "batch_progress";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              batch_id: string;
              status: "queued" | "running" | "completed" | "failed" | "cancelled";
              total: number;
              done: number;
              failed: number;
            };
          }
        | {
            type: "batch_completed";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              batch_id: string;
              status: "queued" | "running" | "completed" | "failed" | "cancelled";
              total: number;
              done: number;
              failed: number;
            };
          }
        | {
            type: "nav_update";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              fund_id: string;
              /** An exact decimal number as text. */ nav: string;
              /** An exact decimal number as text. */ units: string;
              /** An exact decimal number as text. */ nav_per_unit: string;
              /** An exact decimal number as text. */ high_water_mark: string;
              currency: string;
            };
          }
        | {
            type: "fee_accrual";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              fund_id: string;
              kind: "management" | "performance";
              /** An exact decimal number as text. */ amount: string;
              currency: string;
              period_start: string;
              period_end: string;
            };
          }
        | {
            type: "etf_flow";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              fund_id: string;
              direction: "creation" | "redemption";
              /** An exact decimal number as text. */ units: string;
              /** An exact decimal number as text. */ amount: string;
              currency: string;
            };
          }
        | {
            type: "distribution";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              fund_id: string;
              /** An exact decimal number as text. */ amount: string;
              /** An exact decimal number as text. */ amount_per_unit: string;
              /** An exact decimal number as text. */ units: string;
              currency: string;
            };
          }
        | {
            type: "leaderboard_delta";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              board: string;
              entrant: string;
              rank: number;
              previous_rank: number | null;
              /** An exact decimal number as text. */ score: string;
            };
          }
        | {
            type: "risk_flag";
            v?: 1;
            eid?: string;
            at?: string;
            tp?: string | null;
            data: {
              subject: string;
              domain?: string;
              /** The API key that sent the trade or the order; absent where there are no keys. */ sender?: string;
              rule: string;
              severity: "info" | "warning" | "critical";
              detail: string;
            };
          };
    };
    CaptureRequest: {
      /** The manifest that it is to become. */ manifest: string;
      filter?: components["schemas"]["EventFilter"];
    };
    /** Only events of these types and of these domains. */ EventFilter: {
      types?: (
        | "trade"
        | "listing_created"
        | "listing_filled"
        | "listing_changed"
        | "listing_cancelled"
        | "offer_created"
        | "offer_accepted"
        | "offer_changed"
        | "offer_cancelled"
        | "valuation_update"
        | "dispute_opened"
        | "dispute_vote"
        | "dispute_quorum"
        | "dispute_resolved"
        | "override_set"
        | "override_expired"
        | "batch_progress"
        | "batch_completed"
        | "nav_update"
        | "fee_accrual"
        | "etf_flow"
        | "distribution"
        | "leaderboard_delta"
        | "risk_flag"
      )[];
      domains?: string[];
    };
    Capture: {
      capture_id: string;
      /** The manifest's name. */ manifest: string;
      status: "recording" | "stopped";
      /** The log's head when it began. */ from_seq: number;
      /** The log's head when it was stopped. */ to_seq: number | null;
      /** Events of the manifest that it became. */ events: number | null;
      filter?: components["schemas"]["EventFilter"];
      started_at: string;
      stopped_at: string | null;
    };
    ReplayRequest: {
      /** The manifest's name. */ manifest?: string;
      /** Where it begins: behind this place, or at this time; `start` by default. */ from?:
        | { seq: number }
        | { time: string }
        | "start";
      /** The last event; the head of now by default. */ to?:
        | { seq: number }
        | {
            /** When the event was logged, by the database's clock: it grows with `seq`. It is not the event's `at`, which may be years before. */ time: string;
          };
      /** Times the recorded pace; 0 is as fast as possible, else 0.1 to 1000. */ speed?: number;
      filter?: components["schemas"]["EventFilter"];
      on_end?: "live" | "close" | "loop";
    };
    Replay: {
      replay_id: string;
      /** The manifest's name. */ manifest?: string;
      from_seq: number;
      to_seq: number;
      /** Of the log, or the manifest's hash. */ epoch: string;
      speed: number;
      filter?: components["schemas"]["EventFilter"];
      on_end?: "live" | "close" | "loop";
      created_at: string;
      /** Where to follow it, on the replay app. */ stream_path: string;
      /** The frame to send there. */ subscribe: Record<string, unknown>;
    };
    /** Where the time of the valuations went that this gateway process answered. */ LatencyReport: {
      window_s: number;
      /** The moment that the figures reach back to: later than the window's start where more requests came than are kept, or where this process is younger. */ since: string;
      /** In the order in which they happen; only those that took place. */ stages: components["schemas"]["StageLatency"][];
      /** What no stage accounts for. */ unattributed: {
        /** Requests that this was measured in. */ count: number;
        /** Milliseconds; null when nothing was measured. */ p50_ms: number | null;
        p95_ms: number | null;
        p99_ms: number | null;
        /** Of the time of all requests together, from 0 to 1. */ share: number;
      };
      /** Whole requests, from their first byte read to their last byte handed over. */ total: {
        /** Requests that this was measured in. */ count: number;
        /** Milliseconds; null when nothing was measured. */ p50_ms: number | null;
        p95_ms: number | null;
        p99_ms: number | null;
      };
    };
    /** One stage. Percentiles are by nearest rank. */ StageLatency: {
      stage:
        | "accept"
        | "enqueue"
        | "queue"
        | "load"
        | "value"
        | "ensemble"
        | "persist"
        | "publish"
        | "reply"
        | "respond";
      /** Requests that this was measured in. */ count: number;
      /** Milliseconds; null when nothing was measured. */ p50_ms: number | null;
      p95_ms: number | null;
      p99_ms: number | null;
      /** Of the time of all requests together, from 0 to 1. */ share: number;
    };
    /** The slowest requests of each of the last minutes, newest minute first. */ SlowestRequests: {
      minutes: {
        /** When the minute began. */ minute: string;
        /** Slowest first. */ requests: components["schemas"]["SlowRequest"][];
      }[];
    };
    SlowRequest: {
      /** When it was answered. */ at: string;
      trace_id: string | null;
      total_ms: number;
      unattributed_ms: number;
      /** In the order in which they happened. */ stages: {
        stage:
          | "accept"
          | "enqueue"
          | "queue"
          | "load"
          | "value"
          | "ensemble"
          | "persist"
          | "publish"
          | "reply"
          | "respond";
        duration_ms: number;
      }[];
    };
    /** How the parts of the system are, seen from this gateway process. */ SystemReport: {
      at: string;
      /** Of this gateway process. */ uptime_s: number;
      parts: components["schemas"]["SystemPart"][];
      /** Null while the queue is away. */ lanes: components["schemas"]["LaneState"][] | null;
      /** What this gateway process admits. */ admission: {
        /** Callers that wait for values here. */ under_way: number;
        /** Callers rejected since the process began. */ rejected: number;
        /** Of those under way, how many wait for their turn. */ queued: number;
        /** How long a request that comes now would wait; null before that is known. */ estimated_wait_ms:
          | number
          | null;
      };
    };
    SystemPart: {
      name: string;
      is_ready: boolean;
      /** What is wrong; null when it is ready. */ detail: string | null;
      /** How long the check took, in milliseconds. */ took_ms: number;
    };
    LaneState: {
      lane: "interactive" | "bulk";
      /** Jobs that wait for a worker. */ waiting: number;
      /** How long the oldest of them has waited, in seconds. */ oldest_waiting_s: number;
    };
    ConsoleSettings: {
      /** Whether calls need an API key. */ keys_required: boolean;
      /** Where a browser finds the stream: a URL, or a path on the host that the page came from. */ stream_url: string;
      /** Where a browser finds Jaeger: a trace is at `/trace/ID` there. */ jaeger_url:
        | string
        | null;
    };
    /** One word on how this process is. */ Status: { status: string };
    OpenApi: { openapi: string };
  };
}
