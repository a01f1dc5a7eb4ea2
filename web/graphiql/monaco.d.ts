declare module 'monaco-editor/esm/vs/editor/editor.worker.js' {
  import type { worker } from 'monaco-editor';
  import type { ICreateData } from 'monaco-graphql';

  export function initialize(create: (context: worker.IWorkerContext, data: ICreateData) => object): void;
}
