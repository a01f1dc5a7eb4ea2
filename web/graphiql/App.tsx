import { DOC_EXPLORER_PLUGIN, DocExplorerStore } from '@graphiql/plugin-doc-explorer';
import { GraphiQLProvider, useGraphiQLActions } from '@graphiql/react';
import { GraphiQL, GraphiQLInterface } from 'graphiql';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { Bar } from './Bar';
import type { Example } from './examples';
import { createFetcher } from './fetcher';
import { Memory } from './placeholders';
import { TabStorage } from './storage';
import { useCaller } from './useCaller';
import { useEditorSetup } from './useEditorSetup';
import { useOpenTabInView } from './useOpenTabInView';
import { useTabLabels } from './useTabLabels';

/** The page: GraphiQL without its history, which would store passwords in variables. */
export function App({ examples }: { examples: Example[] }) {
  const [apiKey, setApiKey] = useState('');
  // A new fetcher would make GraphiQL reload the schema on each keystroke, so a single fetcher reads the latest key.
  const latestKey = useRef(apiKey);
  latestKey.current = apiKey;
  const memory = useMemo(() => new Memory(), []);
  const reload = useRef(() => {});
  const fetcher = useMemo(
    () =>
      createFetcher({
        memory,
        apiKey: () => latestKey.current,
        examples,
        onSchemaChange: () => reload.current(),
      }),
    [memory, examples],
  );
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
      <Top examples={examples} apiKey={apiKey} onApiKey={setApiKey} memory={memory} reload={reload} />
      <DocExplorerStore>
        <GraphiQLInterface defaultEditorToolsVisibility="variables" showPersistHeadersSettings={false}>
          <GraphiQL.Logo>{null}</GraphiQL.Logo>
        </GraphiQLInterface>
      </DocExplorerStore>
    </GraphiQLProvider>
  );
}

const plugins = [DOC_EXPLORER_PLUGIN];

type TopProps = {
  examples: Example[];
  apiKey: string;
  onApiKey: (key: string) => void;
  memory: Memory;
  /** Gets the function that loads the schema again. */
  reload: RefObject<() => void>;
};

/** The bar, and what the page adds to GraphiQL. */
function Top({ examples, apiKey, onApiKey, memory, reload }: TopProps) {
  const { introspect } = useGraphiQLActions();
  useEffect(() => {
    reload.current = () => void introspect();
  }, [introspect, reload]);
  useEditorSetup();
  useOpenTabInView();
  useTabLabels(examples);
  const caller = useCaller(apiKey, memory);
  return <Bar examples={examples} caller={caller} apiKey={apiKey} onApiKey={onApiKey} />;
}
