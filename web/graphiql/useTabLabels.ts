import { useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';
import { groups, operationName, type Example } from './examples';

/**
 * Numbers the tabs of examples, and puts the name of the group before the first tab of each. GraphiQL renders the tabs,
 * so they only get attributes, which style.css shows.
 */
export function useTabLabels(examples: readonly Example[]): void {
  const tabs = useGraphiQL((state) => state.tabs);
  useEffect(() => {
    let before: string | undefined;
    document.querySelectorAll<HTMLElement>('.graphiql-tab').forEach((element, at) => {
      const name = operationName(tabs[at]?.query ?? '');
      const example = examples.find((one) => one.name === name);
      const group = groups.find(({ sender }) => sender === example?.sender)?.label;
      const button = element.querySelector<HTMLElement>('.graphiql-tab-button');
      if (button) set(button, 'number', example && String(example.number));
      set(element, 'group', group === before ? undefined : group);
      before = group;
    });
  }, [tabs, examples]);
}

function set(element: HTMLElement, name: string, value: string | undefined): void {
  if (value === undefined) delete element.dataset[name];
  else element.dataset[name] = value;
}
