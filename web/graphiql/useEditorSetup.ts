import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useEffectEvent } from 'react';

const fontFamily = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace';

/**
 * Sets up the editors when they are ready: uses system fonts, because GraphiQL's font is not included, and shows the
 * open tab. GraphiQL alone does not show its variables and headers, and shows its query only if it is the first tab.
 */
export function useEditorSetup(): void {
  const { changeTab } = useGraphiQLActions();
  const { activeTabIndex, queryEditor, variableEditor, headerEditor, responseEditor } = useGraphiQL((state) => ({
    activeTabIndex: state.activeTabIndex,
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
    headerEditor: state.headerEditor,
    responseEditor: state.responseEditor,
  }));
  const showOpenTab = useEffectEvent(() => changeTab(activeTabIndex));
  useEffect(() => {
    const editors = [queryEditor, variableEditor, headerEditor, responseEditor];
    if (!editors.every((editor) => editor !== undefined)) return;
    for (const editor of editors) editor.updateOptions({ fontFamily, fontSize: 14 });
    showOpenTab();
  }, [queryEditor, variableEditor, headerEditor, responseEditor]);
}
