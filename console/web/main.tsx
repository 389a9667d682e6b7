// Where the pages begin.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './frame/frame.css';
import { App } from './app.tsx';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
