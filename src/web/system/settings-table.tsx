// The settings: those that are set in a table, the defaults folded; the API leaves out secrets.
import type { System } from '../../../client/src/index.ts';

type Setting = System['settings'][number];

export function SettingsTable({ settings }: { settings: Setting[] }) {
  const defaults = settings.filter((setting) => setting.is_default);
  const others = settings.filter((setting) => !setting.is_default);
  return (
    <>
      {others.length > 0 ? <Table settings={others} /> : <p class="muted">Every setting has its default.</p>}
      {defaults.length > 0 && (
        <details class="default-settings">
          <summary>{defaults.length} settings with their defaults</summary>
          <Table settings={defaults} />
        </details>
      )}
    </>
  );
}

function Table({ settings }: { settings: Setting[] }) {
  return (
    <table class="rows settings-table">
      <thead>
        <tr>
          <th class="col-setting">Name</th>
          <th>Value</th>
          <th class="col-origin">Source</th>
        </tr>
      </thead>
      <tbody>
        {settings.map((setting) => (
          <tr key={setting.name} class={setting.is_default ? undefined : 'is-set'}>
            <td class="cell-setting">
              <code>{setting.name}</code>
            </td>
            <td class="cell-value">
              <Value {...setting} />
            </td>
            <td class="cell-origin muted">{setting.is_default ? 'default' : 'set'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ value }: Setting) {
  return value === null ? <span class="muted">none</span> : <code>{value}</code>;
}
