import { mount } from 'svelte';

import { language } from '$i18n/language.svelte';
import App from './App.svelte';
import { routeFor } from './routes';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';

// The page is fetched while it is asked who is here.
void routeFor(location.pathname)?.route.load().catch(() => undefined);

const target = document.getElementById('app');
const { wanted } = language;
const inLanguage = wanted === 'en' ? Promise.resolve() : language.use(wanted);
void inLanguage.then(() => {
  if (target) mount(App, { target });
});
