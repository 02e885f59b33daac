// The options of `curl` and `wget`, with their meaning for a job.

/**
 * Options by name. A meaning with a space is a note, or with `refuse ` in front the reason why the command cannot be a job.
 */
export interface CommandOptions {
  withValue: Readonly<Record<string, string>>;
  flags: Readonly<Record<string, string>>;
}

const REDIRECTS = 'the service follows no redirect: set target to the final URL';
const CERTIFICATE = 'refuse the service verifies certificates and sends none of a client';
const FILE = 'refuse a job has no files: write the body as payload';
const PROXY = 'a job has no proxy of its own';

function each(meaning: string, ...names: string[]): [string, string][] {
  return names.map((name) => [name, meaning]);
}

export const curlOptions: CommandOptions = {
  withValue: Object.fromEntries([
    ...each('url', '--url'),
    ...each('method', '-X', '--request'),
    ...each('header', '-H', '--header'),
    ...each('data', '-d', '--data', '--data-ascii', '--data-binary', '--data-raw'),
    ...each('encode', '--data-urlencode'),
    ...each('json', '--json'),
    ...each('user', '-u', '--user'),
    ...each('user-agent', '-A', '--user-agent'),
    ...each('referer', '-e', '--referer'),
    ...each('cookie', '-b', '--cookie'),
    ...each('timeout', '-m', '--max-time'),
    ...each('retries', '--retry'),
    ...each('ignore', '-o', '--output', '-w', '--write-out', '-D', '--dump-header', '--connect-timeout'),
    ...each(
      'ignore',
      '--retry-delay',
      '--retry-max-time',
      '--max-redirs',
      '--limit-rate',
      '-c',
      '--cookie-jar',
    ),
    ...each('ignore', '--stderr', '--keepalive-time', '-y', '-Y', '--speed-time', '--speed-limit'),
    ...each(PROXY, '-x', '--proxy', '--noproxy'),
    ...each('a job resolves names by DNS', '--resolve', '--connect-to', '--interface'),
    ...each('refuse a job sends no multipart forms', '-F', '--form', '--form-string'),
    ...each(FILE, '-T', '--upload-file', '-K', '--config'),
    ...each(CERTIFICATE, '-E', '--cert', '--key', '--cacert', '--capath'),
    ...each('refuse a job sends no OAuth token of its own', '--oauth2-bearer', '--aws-sigv4'),
    ...each('refuse a job connects by TCP', '--unix-socket', '--abstract-unix-socket'),
  ]),
  flags: Object.fromEntries([
    ...each('query', '-G', '--get'),
    ...each('head', '-I', '--head'),
    ...each(
      'ignore',
      '-s',
      '--silent',
      '-S',
      '--show-error',
      '-f',
      '--fail',
      '--fail-with-body',
      '-v',
      '--verbose',
    ),
    ...each(
      'ignore',
      '-i',
      '--include',
      '-g',
      '--globoff',
      '-#',
      '--progress-bar',
      '-N',
      '--no-buffer',
      '-4',
      '-6',
    ),
    ...each('ignore', '--compressed', '--http1.1', '--http2', '-0', '--http1.0', '--no-progress-meter', '-O'),
    ...each(
      'ignore',
      '--retry-all-errors',
      '--retry-connrefused',
      '--basic',
      '--no-keepalive',
      '-q',
      '--ssl-reqd',
    ),
    ...each(REDIRECTS, '-L', '--location', '--location-trusted'),
    ...each('refuse the service verifies certificates', '-k', '--insecure'),
    ...each(
      'refuse the service supports only Basic authentication',
      '--digest',
      '--ntlm',
      '--negotiate',
      '--anyauth',
    ),
  ]),
};

export const wgetOptions: CommandOptions = {
  withValue: Object.fromEntries([
    ...each('method', '--method'),
    ...each('header', '--header'),
    ...each('data', '--post-data', '--body-data'),
    ...each('user-agent', '-U', '--user-agent'),
    ...each('referer', '--referer'),
    ...each('timeout', '-T', '--timeout', '--read-timeout'),
    ...each('attempts', '-t', '--tries'),
    ...each(
      'ignore',
      '-O',
      '--output-document',
      '-o',
      '--output-file',
      '-a',
      '--append-output',
      '-w',
      '--wait',
    ),
    ...each('ignore', '--waitretry', '--connect-timeout', '--dns-timeout', '--max-redirect', '-P', '-e'),
    ...each(FILE, '--post-file', '--body-file', '-i', '--input-file'),
    ...each(
      'refuse set the header authorization instead',
      '--user',
      '--password',
      '--http-user',
      '--http-password',
    ),
    ...each(CERTIFICATE, '--certificate', '--private-key', '--ca-certificate', '--ca-directory'),
  ]),
  flags: Object.fromEntries([
    ...each('head', '--spider'),
    ...each(
      'ignore',
      '-q',
      '--quiet',
      '-v',
      '--verbose',
      '-nv',
      '--no-verbose',
      '--no-cache',
      '-S',
      '-n',
      '-N',
    ),
    ...each(
      'ignore',
      '--server-response',
      '--content-on-error',
      '--retry-connrefused',
      '-4',
      '-6',
      '-b',
      '-c',
    ),
    ...each('refuse the service verifies certificates', '--no-check-certificate'),
    ...each(
      'refuse a job sends one request',
      '-r',
      '--recursive',
      '-m',
      '--mirror',
      '-p',
      '--page-requisites',
    ),
  ]),
};
