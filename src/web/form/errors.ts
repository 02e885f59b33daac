// What is wrong with what was typed, in the service's terms.

export interface FieldError {
  /** RFC 6901, into the body. */
  pointer: string;
  detail: string;
}

/** Tells of something that keeps the body from being made. */
export type Refuse = (pointer: string, detail: string) => void;
