import { useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';

/** Scrolls the line of tabs to the open one, which an example from the menu adds at its far end. */
export function useOpenTabInView(): void {
  const openTab = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.id);
  useEffect(() => {
    if (openTab === undefined) return;
    document.querySelector('.graphiql-tab-active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [openTab]);
}
