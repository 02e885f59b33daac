// Re-encrypts every stored secret with the first key of ENCRYPTION_KEY, also while services run.
import { encryptedTest } from '../src/http/redact.ts';
import { readSettings, type Settings, SettingsError } from '../src/settings.ts';
import { describeStartError } from '../src/start-errors.ts';
import { openStore } from '../src/store/open.ts';
import { reencryptSecrets } from '../src/store/reencrypt.ts';
import { reencryptMessages } from '../src/store/reencrypt-messages.ts';

const IDS_SHOWN = 20;

let settings: Settings | undefined;
try {
  settings = readSettings();
  const store = await openStore(settings);
  try {
    if (!store.keyring.canEncrypt) {
      throw new SettingsError('ENCRYPTION_KEY is not set: there is no key to encrypt secrets with.');
    }
    const jobs = await reencryptSecrets(store.db, store.keyring, encryptedTest);
    const messages = await reencryptMessages(store.db, store.keyring);
    const { changed } = jobs;
    const unreadable = [...jobs.unreadable, ...messages.unreadable];
    console.log(
      changed === 0
        ? 'No job has a secret to re-encrypt.'
        : `Re-encrypted the secrets of ${changed} ${changed === 1 ? 'job' : 'jobs'} with the first key.`,
    );
    if (messages.changed > 0) {
      console.log(
        `Re-encrypted ${messages.changed} secrets of channels, credentials and run callbacks with the first key.`,
      );
    }
    if (unreadable.length > 0) {
      const more = unreadable.length > IDS_SHOWN ? ` and ${unreadable.length - IDS_SHOWN} more` : '';
      console.error(
        `No key decrypts a secret of ${unreadable.slice(0, IDS_SHOWN).join(', ')}${more}. The secret is unchanged. ` +
          'Add its encryption key to ENCRYPTION_KEY, or set a new secret.',
      );
      process.exitCode = 1;
    }
  } finally {
    await store.close();
  }
} catch (error) {
  console.error(describeStartError(error, settings) ?? error);
  process.exitCode = 1;
}
