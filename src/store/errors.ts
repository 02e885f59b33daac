// Classifies database errors by SQLSTATE; by their text only where they have none of their own.

/**
 * Whether the values of a statement caused the error (invalid data, a constraint, a limit): one of its rows is damaged,
 * and a repetition fails again. Not class 42, a missing right or table: every statement fails then, until it is back.
 */
export function isRowFault(error: unknown): boolean {
  return /^(22|23|54)/.test(sqlState(error) ?? '');
}

/** Whether PostgreSQL refuses the role: its password, login, database, connections or a right have been taken away. */
export function isAccessRefusal(error: unknown): boolean {
  return /^(28|3D|42501|55000)/.test(sqlState(error) ?? '');
}

/** Whether a unique constraint is violated. */
export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === '23505';
}

/** Whether the named foreign key is violated. */
export function violatesKey(error: unknown, constraint: string): boolean {
  return sqlState(error) === '23503' && (error as { constraint?: string }).constraint === constraint;
}

/** Whether PostgreSQL rolled the transaction back to end a deadlock: a repetition at once can succeed. */
export function isDeadlock(error: unknown): boolean {
  return sqlState(error) === '40P01';
}

/** Whether PostgreSQL ended the statement, because it took longer than the time limit of its pool. */
export function isTimeout(error: unknown): boolean {
  return sqlState(error) === '57014';
}

/** Whether a migration has changed the tables of a prepared statement, which must be prepared again. */
export function isStalePlan(error: unknown): boolean {
  return sqlState(error) === '0A000' && /cached plan/.test((error as Error).message);
}

/** Whether the database was unreachable or unavailable: a later repetition can succeed. */
export function isOutage(error: unknown): boolean {
  const code = sqlState(error);
  if (code === undefined) return isConnectionError(error);
  // A read-only database, a lock timeout, and a migration during a transaction.
  return /^(08|53|57|58)/.test(code) || code === '25006' || code === '55P03' || isStalePlan(error);
}

/** Whether PostgreSQL responded, but refused the statement for now: no resources, a timeout, a shutdown, rights. */
export function isRefusal(error: unknown): boolean {
  return (sqlState(error) !== undefined && isOutage(error)) || isAccessRefusal(error);
}

/** Whether a pooler refuses the parameters of the connection, which a repetition does not change. */
export function isRefusedByPooler(error: unknown): boolean {
  return /^unsupported startup parameter/.test((error as Error | null)?.message ?? '');
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
  // The driver gives no code for a connection that ended during a statement.
  return (
    CONNECTION_CODES.has(code ?? '') ||
    /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection error/.test(
      message ?? '',
    )
  );
}
