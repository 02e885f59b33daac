// Writes the current digest of each container image into the Dockerfile and the compose file; --check only looks for it.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** An image with a tag, and the digest it may already have. */
const IMAGE = /\b((?:node|postgres|redis):[\w.-]+)(@sha256:[0-9a-f]{64})?/g;
const FILES = ['Dockerfile', 'docker-compose.yml'];

/** Replaces the digest of every image in a text by the one that `digestOf` returns. */
export function pinImages(text: string, digestOf: (image: string) => string): string {
  return text.replace(IMAGE, (_found, image: string) => `${image}@${digestOf(image)}`);
}

/** The images without a digest. */
export function findUnpinned(text: string): string[] {
  return Array.from(text.matchAll(IMAGE)).flatMap(([, image, digest]) =>
    digest === undefined ? [image!] : [],
  );
}

function lookUp(image: string): string {
  const format = '{{.Manifest.Digest}}';
  const digest = execFileSync('docker', ['buildx', 'imagetools', 'inspect', '--format', format, image], {
    encoding: 'utf8',
  }).trim();
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error(`Docker returned no digest for ${image}.`);
  return digest;
}

const isCheck = process.argv.includes('--check');

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const file of FILES) {
    const place = new URL(`../${file}`, import.meta.url);
    if (isCheck) {
      for (const image of findUnpinned(readFileSync(place, 'utf8'))) {
        console.error(
          `${file}: ${image} has no digest: run npm run pin-images where Docker and its registry are.`,
        );
        process.exitCode = 1;
      }
      continue;
    }
    writeFileSync(place, pinImages(readFileSync(place, 'utf8'), lookUp));
    console.log(`Pinned the images of ${file}.`);
  }
}
