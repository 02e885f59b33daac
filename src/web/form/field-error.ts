// A validation error of one field, in the form that the API uses.

export interface FieldError {
  /** JSON Pointer (RFC 6901) into the request body. */
  pointer: string;
  detail: string;
}

/** Reports an error that prevents the request body from being created. */
export type ReportError = (pointer: string, detail: string) => void;
