import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useEffectEvent } from 'react';

const fontFamily = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace';

/**
 * Once the editors are there, gives them the system's fonts (GraphiQL asks for one that would have to be shipped) and shows
 * the open tab: GraphiQL by itself leaves out its variables and headers, and its query unless it is the first tab.
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
