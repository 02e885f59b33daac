// The author of an action or run: the name of an API key, or the service.
interface Props {
  actor: string;
  /** Whether the action was done in a session of the web interface. */
  isSession?: boolean;
}

const others: Record<string, string> = {
  anonymous: '(no key)',
  system: 'by the service',
  unknown: 'by an unknown client',
};

export function Author({ actor, isSession = false }: Props) {
  const other = others[actor];
  if (other !== undefined) return <>{other}</>;
  return (
    <>
      by <bdi>{actor}</bdi>
      {isSession && ' in the web interface'}
    </>
  );
}
