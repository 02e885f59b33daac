// Starts the page.
import { render } from 'preact';
import { App } from './app.tsx';
import { startHearing } from './hints.ts';

const root = document.getElementById('app');
if (root) render(<App />, root);
startHearing();
