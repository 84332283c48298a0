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
    /** Progress of a batch */ get: {
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
    /** Look up names */ get: {
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
    /** How the newest value was computed */ get: {
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
    /** Post market events */ post: {
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
    /** A dispute */ get: {
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
    /** Resolve a dispute */ post: {
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
    /** Create a replay */ post: {
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
    /** Delete a replay */ delete: {
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
    /** Latency by stage */ get: {
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
    /** State of the system */ get: {
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
    /** Settings of the web console */ get: {
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
    /** Liveness */ get: {
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
    /** Readiness */ get: {
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
    /** This document as a page */ get: {
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
      /** Names, as strings. An entry that is not a name is returned as an item with `error`. */ domains: unknown[];
      /** False values by the market only, as a server does whose ensemble is switched off. */ ensemble?: boolean;
    };
    /** Results in the order of the request, duplicates merged into the first. */ BatchResponse: {
      batch_id: string;
      results: (components["schemas"]["ValuationResult"] | components["schemas"]["ItemError"])[];
    };
    ValuationResult: {
      /** ASCII, lower case, IDNA-normalised. */ domain: string;
      /** The name as requested, if it differs from `domain`. */ input?: string;
      /** An exact decimal number as text. */ value: string;
      currency: string;
      /** Lower end of the 80 % interval. */ low: string;
      /** Upper end of the 80 % interval. */ high: string;
      confidence: number;
      retail?: components["schemas"]["RetailPrice"];
      /** Demand for the name, by its label: `low` if few would register it, `high` if many would. */ demand?:
        | "low"
        | "even"
        | "high";
      /** Whether the heaviest member's range is an assumption, or calibrated to hold 80 % of known sales (conformal prediction). */ interval?:
        | "chosen"
        | "calibrated";
      /** Sales behind a calibrated range; 0 for an assumed one. */ interval_sales?: number;
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
      /** True if nothing was known about the domain before this valuation. */ placeholder_created: boolean;
      valued_at: string;
    };
    /** What an end user pays, in the result's currency, if one buys. `value` is what investors pay. */ RetailPrice: {
      /** An exact decimal number as text. */ value: string;
      /** Lower end of the 80 % range. */ low: string;
      /** Upper end of the 80 % range. */ high: string;
    };
    /** A fact that a buyer must know beside the price. */ NameFlag: {
      flag: "brand" | "adult" | "typo";
      note: string;
    };
    /** How a value was computed. */ Factors: {
      /** Present if the suffix is unknown, or if the name is a host below a registrable name. */ name?: components["schemas"]["NameFactors"];
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
      /** Sources of higher rank that had no data. */ fallback_chain: (
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
      /** Adjustments of the weighted mean, in order: a pull towards the best bid, a hold, an override. */ adjustments: Record<
        string,
        unknown
      >[];
      /** All other inputs, so that the value can be recomputed to the cent. */ inputs: Record<
        string,
        unknown
      >;
      ensemble?: components["schemas"]["EnsembleFactors"];
    };
    NameFactors: {
      /** The name that is valued: `alpha.com` of `mail.alpha.com`. */ registrable: string;
      suffix: string;
      /** False if no list knows the suffix: such a name may not be registrable. */ is_suffix_known: boolean;
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
      /** This source's own value, in the result's currency. */ value: string;
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
        /** This member's own value. */ value: string;
        /** Weight by inverse variance; all add up to 1. */ weight: number;
        /** weight × log10(value); all add up to log10 of the result's value. */ contribution: number;
      }[];
      /** Disagreement of the members: weighted standard deviation of log10. */ dispersion: number;
      suffix: {
        suffix: string;
        /** Number of sales behind the suffix's price level. */ sales: number;
        /** Price level of the suffix relative to the model's estimate of the label. */ log10_scale?: number;
        log10_scale_sigma?: number;
        note?: string;
      };
      model: {
        /** The model file, by the start of its SHA-256; the prior's version if no model was used. */ id: string;
        /** The words that the label was split into. */ words: string[];
        /** Probability of a sale at the market's minimum. */ at_minimum?: {
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
      /** As in the result. */ outlook?: {
        retail?: components["schemas"]["RetailPrice"];
        /** Demand for the name, by its label: `low` if few would register it, `high` if many would. */ demand?:
          | "low"
          | "even"
          | "high";
        /** Whether the heaviest member's range is an assumption, or calibrated to hold 80 % of known sales (conformal prediction). */ interval?:
          | "chosen"
          | "calibrated";
        /** Sales behind a calibrated range; 0 for an assumed one. */ interval_sales?: number;
        flags?: components["schemas"]["NameFlag"][];
      };
      /** Why the name is worth this, in one line. */ reason?: string;
      /** The inputs of the value: enough to recompute it to the cent. */ opinions: {
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
        /** The same for the price that end users pay. */ retail?: {
          log10_price: number;
          sigma_low: number;
          sigma_high: number;
        };
      }[];
    };
    /** How a name's price follows from public facts. */ PriorFactors: {
      /** The rules and the facts, by the start of a SHA-256. */ version: string;
      /** Reasons for and against the label; those of zero are left out. */ terms: {
        term: string;
        input: number;
        weight: number;
        /** weight × input */ contribution: number;
      }[];
      /** Demand: the sum of the contributions. */ score: number;
      /** Price of a usual name of this suffix relative to the same .com. */ level: number;
      level_basis: "measured" | "shrunk" | "assumed" | "unknown";
      /** Reported sales behind the level. */ level_sales: number;
      /** Price per unit of score above −0.3 relative to .com, in log10. */ top_discount: number;
      /** Minimum value of any .com of this shape; 0 if the shape alone has no value. */ short_name_usd: number;
      register_usd: number;
      /** A year's registration: the floor. */ renew_usd: number;
      /** How far the platform's own sales have moved the suffix's two levels. */ log10_offset: {
        value: number;
        retail: number;
      };
      /** The resulting price. */ log10_price: number;
    };
    ItemError: {
      /** The entry as requested; very long or nested ones are shortened. */ input: unknown;
      /** Position in the request, from 0. */ index: number;
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
      /** Distinct items of the request, rejected ones included. */ total: number;
      /** Names that have a value. */ done: number;
      /** Items that could not be valued. */ failed: number;
      ensemble: boolean;
      created_at: string;
      started_at: string | null;
      completed_at: string | null;
      /** From creation to completion, in milliseconds. */ duration_ms: number | null;
      /** The stages of the chunks measured so far. Only on `GET`; empty if the request waited for the values, since `Server-Timing` had the stages. */ stages?: components["schemas"]["BatchStage"][];
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
      /** Number of measured chunks. */ chunks: number;
      /** Sum over all chunks. */ total_ms: number;
      /** Of a chunk, by nearest rank. */ p50_ms: number;
      p95_ms: number;
      /** Share of the time that workers spent on the batch, from 0 to 1; null for `queue`, which overlaps with the work on other chunks. */ share:
        | number
        | null;
    };
    /** RFC 9457 problem details. */ Problem: {
      type: string;
      title: string;
      status: number;
      detail: string;
      /** The request's trace, for a bug report: `urn:assay:trace:<id>`. */ instance?: string;
      /** Every invalid part of the request, with its location. */ errors?: {
        pointer: string;
        detail: string;
      }[];
      /** The current epoch of the log. */ epoch?: string;
      /** The first `seq` in the log. */ oldest?: number;
      /** The last `seq` in the log. */ head?: number;
    };
    ResultsPage: {
      batch_id: string;
      status: "queued" | "running" | "completed" | "failed" | "cancelled";
      items: (components["schemas"]["ValuationResult"] | components["schemas"]["ItemError"])[];
      /** Null once the batch has ended and this is its last page. */ next_cursor: string | null;
    };
    /** A result, or the end of an incomplete batch. */ ResultLine:
      | components["schemas"]["ValuationResult"]
      | components["schemas"]["ItemError"]
      | components["schemas"]["BatchEnd"];
    /** The last line if the batch was cancelled or has failed: results are missing. A completed batch does not have this line. */ BatchEnd: {
      /** How the batch ended. */ end: "cancelled" | "failed";
      batch_id: string;
      /** Lines before this one. */ results: number;
      /** Names of the batch. */ total: number;
    };
    NamesPage: {
      /** By name. */ items: {
        domain: string;
        /** In the currency of its suffix; null if it was never valued. */ value: string | null;
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
    /** How the newest value of a domain was computed. */ Explanation: {
      /** ASCII, lower case, IDNA-normalised. */ domain: string;
      /** An exact decimal number as text. */ value: string;
      currency: string;
      /** Lower end of the 80 % interval. */ low: string;
      /** Upper end of the 80 % interval. */ high: string;
      confidence: number;
      retail?: components["schemas"]["RetailPrice"];
      /** Demand for the name, by its label: `low` if few would register it, `high` if many would. */ demand?:
        | "low"
        | "even"
        | "high";
      /** Whether the heaviest member's range is an assumption, or calibrated to hold 80 % of known sales (conformal prediction). */ interval?:
        | "chosen"
        | "calibrated";
      /** Sales behind a calibrated range; 0 for an assumed one. */ interval_sales?: number;
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
      /** Present if the suffix is unknown, or if the name is a host below a registrable name. */ name?: components["schemas"]["NameFactors"];
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
      /** Sources of higher rank that had no data. */ fallback_chain: (
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
      /** Adjustments of the weighted mean, in order: a pull towards the best bid, a hold, an override. */ adjustments: Record<
        string,
        unknown
      >[];
      /** All other inputs, so that the value can be recomputed to the cent. */ inputs: Record<
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
      /** The offset to continue from. While it is below `head` there is more, even after an empty page: a filter by types scans at most 50,000 offsets per page. */ next_since_seq: number;
    };
    StoredEvent: {
      /** Offset in the stream: contiguous from 1, in commit order. */ seq: number;
      /** The event's id: retries of the same cause have the same id. */ eid: string;
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
      /** traceparent of the cause. */ tp: string | null;
      data: Record<string, unknown>;
    };
    MarketEvent:
      | {
          type: "trade";
          /** The sender's id of this event. Sent again, it is a duplicate; with different content, it is rejected. Ids are unique per API key. */ id: string;
          /** When it happened, by the sender's clock, to the microsecond: from 1985 to five minutes ahead of the server's clock. */ at: string;
          /** The name in any spelling; responses have it in ASCII, lower case, IDNA-normalised. */ domain: string;
          /** Above zero, with at most 30 digits before the point and 18 after it. */ price: string;
          /** An exact decimal number as text. */ quantity?: string;
          /** Default: the currency of the domain's suffix. Any other is rejected. */ currency?: string;
          buyer?: string;
          seller?: string;
          /** Kind of venue, so that each price level is learned from its own sales: `auction` (to investors), `retail` (to an end user) or `private`. Absent: unknown. */ venue_kind?:
            | "auction"
            | "retail"
            | "private";
        }
      | {
          type: "listing_created";
          listing_id: string;
          /** The sender's id of this event. Sent again, it is a duplicate; with different content, it is rejected. Ids are unique per API key. */ id: string;
          /** When it happened, by the sender's clock, to the microsecond: from 1985 to five minutes ahead of the server's clock. */ at: string;
          /** The name in any spelling; responses have it in ASCII, lower case, IDNA-normalised. */ domain: string;
          /** Above zero, with at most 30 digits before the point and 18 after it. */ price: string;
          /** Default: the currency of the domain's suffix. Any other is rejected. */ currency?: string;
          /** Absent: until it is closed. */ expires_at?: string;
          seller?: string;
        }
      | {
          type: "listing_changed";
          listing_id: string;
          /** The sender's id of this event. Sent again, it is a duplicate; with different content, it is rejected. Ids are unique per API key. */ id: string;
          /** When it happened, by the sender's clock, to the microsecond: from 1985 to five minutes ahead of the server's clock. */ at: string;
          /** Above zero, with at most 30 digits before the point and 18 after it. */ price?: string;
          /** Absent: until it is closed. */ expires_at?: string;
        }
      | {
          type: "listing_filled";
          listing_id: string;
          /** The sender's id of this event. Sent again, it is a duplicate; with different content, it is rejected. Ids are unique per API key. */ id: string;
          /** When it happened, by the sender's clock, to the microsecond: from 1985 to five minutes ahead of the server's clock. */ at: string;
          /** Above zero, with at most 30 digits before the point and 18 after it. */ price?: string;
          buyer?: string;
        }
      | {
          type: "listing_cancelled";
          listing_id: string;
          /** The sender's id of this event. Sent again, it is a duplicate; with different content, it is rejected. Ids are unique per API key. */ id: string;
          /** When it happened, by the sender's clock, to the microsecond: from 1985 to five minutes ahead of the server's clock. */ at: string;
        }
      | {
          type: "listing_expired";
          listing_id: string;
          /** The sender's id of this event. Sent again, it is a duplicate; with different content, it is rejected. Ids are unique per API key. */ id: string;
          /** When it happened, by the sender's clock, to the microsecond: from 1985 to five minutes ahead of the server's clock. */ at: string;
        }
      | {
          type: "offer_created";
          offer_id: string;
          /** The sender's id of this event. Sent again, it is a duplicate; with different content, it is rejected. Ids are unique per API key. */ id: string;
          /** When it happened, by the sender's clock, to the microsecond: from 1985 to five minutes ahead of the server's clock. */ at: string;
          /** The name in any spelling; responses have it in ASCII, lower case, IDNA-normalised. */ domain: string;
          /** Above zero, with at most 30 digits before the point and 18 after it. */ price: string;
          /** Default: the currency of the domain's suffix. Any other is rejected. */ currency?: string;
          /** Absent: until it is closed. */ expires_at?: string;
          buyer?: string;
        }
      | {
          type: "offer_changed";
          offer_id: string;
          /** The sender's id of this event. Sent again, it is a duplicate; with different content, it is rejected. Ids are unique per API key. */ id: string;
          /** When it happened, by the sender's clock, to the microsecond: from 1985 to five minutes ahead of the server's clock. */ at: string;
          /** Above zero, with at most 30 digits before the point and 18 after it. */ price?: string;
          /** Absent: until it is closed. */ expires_at?: string;
        }
      | {
          type: "offer_accepted";
          offer_id: string;
          /** The sender's id of this event. Sent again, it is a duplicate; with different content, it is rejected. Ids are unique per API key. */ id: string;
          /** When it happened, by the sender's clock, to the microsecond: from 1985 to five minutes ahead of the server's clock. */ at: string;
          /** Above zero, with at most 30 digits before the point and 18 after it. */ price?: string;
          seller?: string;
        }
      | {
          type: "offer_cancelled";
          offer_id: string;
          /** The sender's id of this event. Sent again, it is a duplicate; with different content, it is rejected. Ids are unique per API key. */ id: string;
          /** When it happened, by the sender's clock, to the microsecond: from 1985 to five minutes ahead of the server's clock. */ at: string;
        }
      | {
          type: "offer_expired";
          offer_id: string;
          /** The sender's id of this event. Sent again, it is a duplicate; with different content, it is rejected. Ids are unique per API key. */ id: string;
          /** When it happened, by the sender's clock, to the microsecond: from 1985 to five minutes ahead of the server's clock. */ at: string;
        };
    MarketReceipt: {
      /** Stored events, stale ones included. */ accepted: number;
      /** Accepted changes and ends of orders for which a later event was known already. They have no effect. */ stale: number;
      /** Events that had been sent before. */ duplicates: number;
      refused: number;
      /** The first rejected events; `refused` counts all. */ errors: components["schemas"]["MarketEventError"][];
      /** The stream head after all were stored. */ head_seq: number;
    };
    MarketEventError: {
      /** Position in the array, from 0. */ index?: number;
      /** Line of NDJSON, from 1. */ line?: number;
      /** The event's id, if it could be read. */ id?: string;
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
        /** Highest price first, at most 20. */ bids: components["schemas"]["BookOrder"][];
        /** Lowest price first, at most 20. */ asks: components["schemas"]["BookOrder"][];
      };
      /** Newest first, at most 25. */ last_trades: components["schemas"]["MarketTrade"][];
      state: components["schemas"]["MarketSummary"];
    };
    BookOrder: {
      id: string;
      /** The API key that sent it; ids are unique per sender. Null without keys. */ sender:
        | string
        | null;
      /** An exact decimal number as text. */ price: string;
      created_at: string;
      expires_at: string | null;
    };
    MarketTrade: {
      id: string;
      /** The API key that sent it; ids are unique per sender. Null without keys. */ sender:
        | string
        | null;
      at: string;
      /** An exact decimal number as text. */ price: string;
      /** An exact decimal number as text. */ quantity: string;
      buyer: string | null;
      seller: string | null;
      venue_kind: "auction" | "retail" | "private" | null;
      /** Risk rules that match this trade. */ flags: string[];
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
      /** Votes after which the value is held; 3 by default. The server has a minimum, 2 by default. */ quorum?: number;
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
      /** The voter; each counts once. With API keys the key is the voter. */ voter?: string;
    };
    ResolveRequest: { outcome: string };
    FundRequest: {
      /** The fund's symbol. */ symbol: string;
      name?: string;
      /** The currency of all positions, which is the default: there are no exchange rates. */ currency?: string;
      /** Weights in basis points, which add to exactly 10,000. */ positions: {
        /** The name in any spelling: `alpha.one`, `ALPHA.one.`, `www.bücher.example`. */ domain: string;
        weight_bps: number;
      }[];
      /** Initial number of shares. */ shares: string;
      /** Initial NAV per share; shares × NAV per share is the capital. */ nav_per_share?: string;
      /** Share of the NAV, per year of 365 days. */ management_fee_bps?: number;
      /** Share of the gain above the high-water mark. */ performance_fee_bps?: number;
    };
    FundView: {
      symbol: string;
      name: string | null;
      currency: string;
      /** Net asset value, less accrued fees. */ nav: string;
      /** An exact decimal number as text. */ nav_per_share: string;
      /** An exact decimal number as text. */ shares: string;
      /** The highest NAV per share so far, less later distributions. */ high_water_mark: string;
      /** When this NAV was computed. */ nav_at: string;
      positions: components["schemas"]["FundPosition"][];
      /** Cash, not invested in positions. */ cash: string;
      management_fee_bps: number;
      performance_fee_bps: number;
      /** Accrued and not yet paid. */ accrued_fees: {
        /** An exact decimal number as text. */ management: string;
        /** An exact decimal number as text. */ performance: string;
      };
      /** Total income per share since the fund's creation. */ distributed_per_share: string;
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
      /** Weight at the fund's creation. */ weight_bps: number;
      /** How much of the domain the fund holds now. */ units: string;
      /** The newest value of the whole domain. */ value: string;
      /** Share of the NAV, from 0 to 1; null if the NAV is zero. */ share_of_nav: number | null;
    };
    FundsPage: {
      /** By symbol. */ items: components["schemas"]["FundSummary"][];
      /** Null on the last page. */ next_cursor: string | null;
    };
    FundSummary: {
      symbol: string;
      name: string | null;
      currency: string;
      /** Net asset value, less accrued fees. */ nav: string;
      /** An exact decimal number as text. */ nav_per_share: string;
      /** An exact decimal number as text. */ shares: string;
      /** The highest NAV per share so far, less later distributions. */ high_water_mark: string;
      /** When this NAV was computed. */ nav_at: string;
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
      /** Shares issued, redeemed or paid income. */ shares: string;
      /** An exact decimal number as text. */ amount: string;
      currency: string;
      /** The NAV per share of the transaction, or the income per share. */ amount_per_share: string;
      at: string;
    };
    DistributionRequest: { /** An exact decimal number as text. */ amount: string };
    ManifestList: { manifests: components["schemas"]["Manifest"][] };
    Manifest: {
      /** The manifest's name. */ name: string;
      events: number;
      /** Delay of the last event. */ duration_ms: number;
      /** Rolling hash of all events: the final hash of a full replay. */ hash: string;
      created_at: string;
    };
    /** If omitted, `eid` and `at` are derived from the line's position and its delay. */ ManifestLine: {
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
      /** The name of the resulting manifest. */ manifest: string;
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
      /** The log's head at the start. */ from_seq: number;
      /** The log's head at the stop. */ to_seq: number | null;
      /** Number of events of the resulting manifest. */ events: number | null;
      filter?: components["schemas"]["EventFilter"];
      started_at: string;
      stopped_at: string | null;
    };
    ReplayRequest: {
      /** The manifest's name. */ manifest?: string;
      /** The start: after this offset, or at this time; `start` by default. */ from?:
        | { seq: number }
        | { time: string }
        | "start";
      /** The last event; the current head by default. */ to?:
        | { seq: number }
        | {
            /** When the event was logged, by the database's clock: it increases with `seq`. Unlike `at`, which is when the event happened. */ time: string;
          };
      /** Factor of the recorded pace, 0.1 to 1000; 0 is as fast as possible. */ speed?: number;
      filter?: components["schemas"]["EventFilter"];
      on_end?: "live" | "close" | "loop";
    };
    Replay: {
      replay_id: string;
      /** The manifest's name. */ manifest?: string;
      from_seq: number;
      to_seq: number;
      /** The log's epoch, or the manifest's hash. */ epoch: string;
      speed: number;
      filter?: components["schemas"]["EventFilter"];
      on_end?: "live" | "close" | "loop";
      created_at: string;
      /** Where to follow it, on the replay app. */ stream_path: string;
      /** The frame to send there. */ subscribe: Record<string, unknown>;
    };
    /** Stages of the valuations that this gateway process answered. */ LatencyReport: {
      window_s: number;
      /** Start of the figures: later than the window's start if more requests came than are kept, or if the process started later. */ since: string;
      /** In order; only stages that took place. */ stages: components["schemas"]["StageLatency"][];
      /** Time that no stage accounts for. */ unattributed: {
        /** Number of measured requests. */ count: number;
        /** Milliseconds; null when nothing was measured. */ p50_ms: number | null;
        p95_ms: number | null;
        p99_ms: number | null;
        /** Share of the total time of all requests, from 0 to 1. */ share: number;
      };
      /** Whole requests, from the first byte read to the last byte written. */ total: {
        /** Number of measured requests. */ count: number;
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
      /** Number of measured requests. */ count: number;
      /** Milliseconds; null when nothing was measured. */ p50_ms: number | null;
      p95_ms: number | null;
      p99_ms: number | null;
      /** Share of the total time of all requests, from 0 to 1. */ share: number;
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
      /** In order. */ stages: {
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
    /** The state of the system's parts, seen from this gateway process. */ SystemReport: {
      at: string;
      /** Uptime of this gateway process. */ uptime_s: number;
      parts: components["schemas"]["SystemPart"][];
      /** Null while the queue is unavailable. */ lanes:
        | components["schemas"]["LaneState"][]
        | null;
      /** Admission in this gateway process. */ admission: {
        /** Requests waiting for values in this process. */ under_way: number;
        /** Requests rejected since the process started. */ rejected: number;
        /** Of those under way, requests that are not admitted yet. */ queued: number;
        /** Estimated wait of a new request; null before it is known. */ estimated_wait_ms:
          | number
          | null;
      };
    };
    SystemPart: {
      name: string;
      is_ready: boolean;
      /** The error; null if it is ready. */ detail: string | null;
      /** Duration of the check, in milliseconds. */ took_ms: number;
    };
    LaneState: {
      lane: "interactive" | "bulk";
      /** Jobs waiting for a worker. */ waiting: number;
      /** Age of the oldest waiting job, in seconds. */ oldest_waiting_s: number;
    };
    ConsoleSettings: {
      /** Whether calls need an API key. */ keys_required: boolean;
      /** Where a browser finds the stream: a URL, or a path on the host that the page came from. */ stream_url: string;
      /** Where a browser finds Jaeger: a trace is at `/trace/ID` there. */ jaeger_url:
        | string
        | null;
    };
    /** The state of this process. */ Status: { status: string };
    OpenApi: { openapi: string };
  };
}
