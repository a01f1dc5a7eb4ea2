import { initialize } from 'monaco-editor/esm/vs/editor/editor.worker.js';
import { Worker } from './worker';

globalThis.onmessage = () => {
  initialize((context, data) => new Worker(context, data));
};
