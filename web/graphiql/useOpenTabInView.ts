import { useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';

/** Scrolls to the open tab, because an example from the menu opens at the end of the tabs. */
export function useOpenTabInView(): void {
  const openTab = useGraphiQL((state) => state.tabs[state.activeTabIndex]?.id);
  useEffect(() => {
    if (openTab === undefined) return;
    document.querySelector('.graphiql-tab-active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [openTab]);
}
