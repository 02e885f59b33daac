// What an error of the database means, told by its SQLSTATE and never by its text.

/** Whether the statement itself was at fault (class 22, 23 or 42), so that repeating it cannot help. */
export function isStatementFault(error: unknown): boolean {
  return /^(22|23|42)/.test(sqlState(error) ?? '');
}

/** Whether a row with a value that must be the only one exists already. */
export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === '23505';
}

/** Whether the transaction was undone for the sake of another, so that repeating it at once can help. */
export function isDeadlock(error: unknown): boolean {
  return sqlState(error) === '40P01';
}

/** Whether the database could not be reached or could not serve, so that repeating it later can help. */
export function isOutage(error: unknown): boolean {
  const code = sqlState(error);
  if (code === undefined) return isConnectionError(error);
  // Read-only, and a lock that somebody holds for too long.
  return /^(08|53|57|58)/.test(code) || code === '25006' || code === '55P03';
}

function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

const CONNECTION_CODES = new Set([
  'ECONNABORTED',
  'ECONNREFUSED',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'EAI_AGAIN',
]);

function isConnectionError(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: string; message?: string };
  // The one place where a driver gives neither a code nor a class to go by: a connection that ended under a statement.
  return (
    CONNECTION_CODES.has(code ?? '') ||
    /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection error/.test(
      message ?? '',
    )
  );
}
