// Refusals in Ozon's form: an HTTP status and a body with a gRPC code.

export class ApiError extends Error {
  readonly http: number;
  readonly code: number;
  /** Set where the refusal shows a fault of the client, to be told to the tests. */
  readonly violation: string | null;

  constructor(http: number, code: number, message: string, violation: string | null = null) {
    super(message);
    this.http = http;
    this.code = code;
    this.violation = violation;
  }

  body(): object {
    return { code: this.code, message: this.message, details: [] };
  }
}

export const invalid = (message: string, violation: string | null): ApiError => new ApiError(400, 3, message, violation);

export const notFound = (message: string): ApiError => new ApiError(404, 5, message);
