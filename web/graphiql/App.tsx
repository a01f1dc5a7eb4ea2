import { DOC_EXPLORER_PLUGIN, DocExplorerStore } from '@graphiql/plugin-doc-explorer';
import { GraphiQLProvider } from '@graphiql/react';
import { GraphiQL, GraphiQLInterface } from 'graphiql';
import { useMemo, useRef, useState } from 'react';
import { Bar } from './Bar';
import type { Example } from './examples';
import { createFetcher } from './fetcher';
import { Memory } from './placeholders';
import { TabStorage } from './storage';
import { useEditorSetup } from './useEditorSetup';
import { useOpenTabInView } from './useOpenTabInView';
import { useSchemaOfCaller } from './useSchemaOfCaller';

/** The page: GraphiQL without its history, which would store passwords in variables. */
export function App({ examples }: { examples: Example[] }) {
  const [apiKey, setApiKey] = useState('');
  // A new fetcher would make GraphiQL reload the schema on each keystroke, so a single fetcher reads the latest key.
  const latestKey = useRef(apiKey);
  latestKey.current = apiKey;
  const memory = useMemo(() => new Memory(), []);
  const fetcher = useMemo(() => createFetcher(memory, () => latestKey.current), [memory]);
  const storage = useMemo(() => new TabStorage(localStorage, sessionStorage, examples), [examples]);

  return (
    <GraphiQLProvider
      fetcher={fetcher}
      storage={storage}
      defaultTabs={examples}
      shouldPersistHeaders={false}
      schemaDescription
      inputValueDeprecation
      referencePlugin={DOC_EXPLORER_PLUGIN}
      plugins={plugins}
    >
      <Bar examples={examples} apiKey={apiKey} onApiKey={setApiKey} />
      <DocExplorerStore>
        <GraphiQLInterface defaultEditorToolsVisibility="variables" showPersistHeadersSettings={false}>
          <GraphiQL.Logo>{null}</GraphiQL.Logo>
        </GraphiQLInterface>
      </DocExplorerStore>
      <Behaviour apiKey={apiKey} memory={memory} />
    </GraphiQLProvider>
  );
}

const plugins = [DOC_EXPLORER_PLUGIN];

function Behaviour({ apiKey, memory }: { apiKey: string; memory: Memory }) {
  useEditorSetup();
  useOpenTabInView();
  useSchemaOfCaller(apiKey, memory);
  return null;
}
