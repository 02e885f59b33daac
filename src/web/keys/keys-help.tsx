// Dialog that lists the keyboard shortcuts of the page, opened with `?`.
import { closeDialog, Dialog } from '../parts/dialog.tsx';
import { findKeys, isHelpOpen, type Key, modifierKey } from './keys.ts';

export function KeysHelp() {
  return (
    <Dialog
      isOpen={isHelpOpen}
      class="keys-help"
      label="Keyboard shortcuts"
      onKeyDown={(event) => event.key === '?' && closeDialog(event.currentTarget)}
    >
      <Groups />
    </Dialog>
  );
}

function Groups() {
  return (
    <>
      <header>
        <h2>Keyboard shortcuts</h2>
        <button type="button" class="plain" onClick={(event) => closeDialog(event.currentTarget)}>
          Close
        </button>
      </header>
      <div class="key-groups">
        {findKeys()
          .filter(({ keys }) => keys.length > 0)
          .map(({ title, keys }) => (
            <section key={title}>
              <h3>{title}</h3>
              <dl>
                {keys.map((one) => (
                  <div key={one.does}>
                    <dt>
                      <KeyCaps value={one.key} mod={one.mod} />
                    </dt>
                    <dd>{one.does}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
      </div>
    </>
  );
}

/** Shows a keyboard shortcut as key caps. */
export function KeyCaps({ mod = false, value }: { mod?: boolean | undefined; value: Key['key'] }) {
  const caps = mod ? [modifierKey, value.toUpperCase()] : value.split(' ');
  return (
    <span class="caps">
      {caps.map((cap, index) => (
        <kbd key={index}>{cap === 'Escape' ? 'Esc' : cap}</kbd>
      ))}
    </span>
  );
}
