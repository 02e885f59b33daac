// Preload of a service process (`--import`): shifts its wall clock by CLOCK_SHIFT_MS.
const shiftMs = Number(process.env['CLOCK_SHIFT_MS']);
const wallMs = Date.now.bind(Date);
const instant = Temporal.Now.instant.bind(Temporal.Now);

Date.now = () => wallMs() + shiftMs;
globalThis.Date = new Proxy(Date, {
  construct: (date, args: [] | [number]) => (args.length === 0 ? new date(Date.now()) : new date(...args)),
});
Temporal.Now.instant = () => instant().add({ milliseconds: shiftMs });
