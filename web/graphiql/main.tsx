import './workers';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import 'graphiql/graphiql.css';
import './style.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { collectExamples } from './examples';

const files = import.meta.glob<string>('./examples/*', { query: '?raw', import: 'default', eager: true });
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
createRoot(root).render(
  <StrictMode>
    <App examples={collectExamples(files)} />
  </StrictMode>,
);
