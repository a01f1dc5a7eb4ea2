import { DropdownMenu, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import type { Example } from './examples';

type Props = { examples: Example[]; apiKey: string; onApiKey: (key: string) => void };

/** The bar above GraphiQL: the name, a menu of examples, which open in a new tab, and the API key for `{{key}}`. */
export function Bar({ examples, apiKey, onApiKey }: Props) {
  const open = useOpenInNewTab();
  return (
    <header className="bar">
      <strong className="bar-name">Clientele</strong>
      <DropdownMenu>
        <DropdownMenu.Button className="bar-button">Examples ▾</DropdownMenu.Button>
        <DropdownMenu.Content className="bar-menu">
          {examples.map((example) => (
            <DropdownMenu.Item key={example.name} onSelect={() => open(example)}>
              {example.name}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu>
      <label className="bar-key">
        <span>API key</span>
        <input
          type="password"
          autoComplete="off"
          spellCheck={false}
          placeholder="sk_…"
          value={apiKey}
          onChange={(event) => onApiKey(event.target.value.trim())}
        />
      </label>
    </header>
  );
}

function useOpenInNewTab() {
  const { addTab, updateActiveTabValues } = useGraphiQLActions();
  const { queryEditor, variableEditor, headerEditor } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
    headerEditor: state.headerEditor,
  }));
  return ({ name, query, variables, headers }: Example) => {
    addTab();
    updateActiveTabValues({ query, variables, headers, operationName: name });
    queryEditor?.setValue(query);
    variableEditor?.setValue(variables ?? '');
    headerEditor?.setValue(headers ?? '');
  };
}
