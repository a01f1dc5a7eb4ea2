import './app/styles';
import './style/tokens.css';
import './style/base.css';
import './style/shell.css';
import './style/sidebar.css';
import './style/pages.css';
import './style/parts.css';
import './style/cards.css';
import './style/loading.css';
import './style/palette.css';
import './style/home.css';
import './style/settings.css';
import './style/lists.css';
import './style/listtools.css';
import './style/listtable.css';
import './style/listcards.css';
import './style/events.css';
import './style/people.css';
import './style/jobs.css';
import './style/orders.css';
import './style/emails.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
