// A validation error of one field, in the form that the API uses.

import type { FieldError as ApiError } from '../../../client/src/index.ts';

export interface FieldError {
  /** JSON Pointer (RFC 6901) into the request body. */
  pointer: string;
  detail: string;
  /** Fields with the intended meaning. */
  suggestion?: NonNullable<ApiError['suggestion']>;
}

/** Reports an error that prevents the request body from being created. */
export type ReportError = (pointer: string, detail: string) => void;
