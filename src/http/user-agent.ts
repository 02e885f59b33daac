// The `user-agent` of every request that the service sends: its name and version.
import packageJson from '../../package.json' with { type: 'json' };

export const USER_AGENT = `scheduler-service/${packageJson.version}`;
