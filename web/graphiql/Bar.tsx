import { DropdownMenu, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { Fragment } from 'react';
import type { Caller } from './caller';
import { groups, type Example } from './examples';

type Props = { examples: Example[]; caller: Caller; apiKey: string; onApiKey: (key: string) => void };

/**
 * The bar above GraphiQL: a menu of examples, which open in a new tab, the dashboard, the caller of the open tab, and the
 * API key for `{{key}}`.
 */
export function Bar({ examples, caller, apiKey, onApiKey }: Props) {
  const open = useOpenInNewTab();
  return (
    <header className="bar">
      <strong className="bar-name">Clientele</strong>
      <DropdownMenu>
        <DropdownMenu.Button className="bar-button">Examples ▾</DropdownMenu.Button>
        <DropdownMenu.Content className="bar-menu">
          {groups.map(({ sender, label }) => (
            <Fragment key={sender}>
              <div className="bar-group">{label}</div>
              {examples
                .filter((example) => example.sender === sender)
                .map((example) => (
                  <DropdownMenu.Item key={example.name} onSelect={() => open(example)}>
                    <span className="bar-number">{example.number}</span> {example.name}
                  </DropdownMenu.Item>
                ))}
            </Fragment>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu>
      <a className="bar-button" href="/dashboard/">
        Dashboard
      </a>
      <p className="bar-caller" role="status" data-problem={caller.problem}>
        <span className="bar-as">Calling as </span>
        <strong>{caller.kind}</strong>
        {caller.who && <span className="bar-who">{caller.who}</span>}
      </p>
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
