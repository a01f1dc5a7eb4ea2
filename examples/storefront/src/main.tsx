import './styles/base.css';
import './styles/forms.css';
import './styles/orders.css';
import './styles/shop.css';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { App } from './App';
import { session } from './session';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
void session.start();
createRoot(root).render(
  <BrowserRouter>
    <App />
  </BrowserRouter>,
);
