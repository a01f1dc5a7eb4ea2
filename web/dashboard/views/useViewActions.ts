import { useSession } from '../app/session';
import { useSave, type Outcome } from '../app/useSave';
import {
  CreateSavedViewDocument,
  DeleteSavedViewDocument,
  UpdateSavedViewDocument,
  type ListKind,
  type UpdateSavedViewInput,
  type ViewRecordFragment,
} from '../operations/generated';
import { notify, told } from '../parts/notify';
import { t } from '../texts';
import type { Stored } from './look';
import type { Looking } from './useLook';

/** What can be done with the views of a list. */
export function useViewActions(list: ListKind, stored: Stored, { open, setup }: Looking) {
  const { can } = useSession();
  const [create] = useSave(CreateSavedViewDocument);
  const [update, busy] = useSave(UpdateSavedViewDocument);
  const [remove] = useSave(DeleteSavedViewDocument);
  const save = async (view: ViewRecordFragment, input: UpdateSavedViewInput) => {
    const answer = await update({ id: view.id, input: { ...input, expectedVersion: view.version } });
    if (answer.done && answer.payload.savedView) setup.keep(answer.payload.savedView);
    return answer;
  };
  return {
    busy,
    /** Whether the member may change the view. */
    may: (view: ViewRecordFragment) => view.own || (view.shared && can('SETTINGS_WRITE')),
    /** Saves what the list shows as a new view, and opens it. */
    create: async (name: string, shared: boolean): Promise<Outcome<object>> => {
      const answer = await create({ input: { list, name, shared, ...stored } });
      if (answer.done && answer.payload.savedView) {
        setup.keep(answer.payload.savedView);
        open(answer.payload.savedView.id);
        notify(t.views.created(name));
      }
      return answer;
    },
    rename: (view: ViewRecordFragment, name: string, shared: boolean): Promise<Outcome<object>> =>
      save(view, { name, shared }),
    share: async (view: ViewRecordFragment) => {
      told(await save(view, { shared: !view.shared }), view.shared ? t.views.unshared : t.views.nowShared);
    },
    /** Saves what the list shows in its view. */
    update: async (view: ViewRecordFragment) => {
      if (told(await save(view, stored), t.views.updated(view.name))) open(view.id, true);
    },
    remove: async (view: ViewRecordFragment): Promise<Outcome<object>> => {
      const answer = await remove({ id: view.id });
      if (answer.done) {
        open(undefined, true);
        setup.drop(view.id);
      }
      return answer;
    },
  };
}

export type ViewActions = ReturnType<typeof useViewActions>;
