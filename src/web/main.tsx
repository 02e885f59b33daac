// Renders the interface and starts listening to change notifications.
import { render } from 'preact';
import { App } from './app.tsx';
import { startChangeEvents } from './change-events.ts';

const root = document.getElementById('app');
if (root) render(<App />, root);
startChangeEvents();
