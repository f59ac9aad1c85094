/** The demo desk's page: whole snapshots and pictures in, one screen out. */
import '@fontsource/be-vietnam-pro/400.css';
import '@fontsource/be-vietnam-pro/500.css';
import '@fontsource/be-vietnam-pro/600.css';
import '@fontsource/be-vietnam-pro/700.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { connect } from './live.ts';
import './style/desk.css';
import './style/compact.css';

const live = connect(new URL('/desk', location.href));
const root = document.getElementById('desk');
if (root) render(<App live={live} />, root);
