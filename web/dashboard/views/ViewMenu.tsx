import { ActionIcon, Menu } from '@mantine/core';
import { useState } from 'react';
import type { ViewRecordFragment } from '../operations/generated';
import { Confirm } from '../parts/Confirm';
import { IconBookmark, IconChevronDown, IconLock, IconPencil, IconTrash, IconUsers } from '../parts/icons';
import { notify } from '../parts/notify';
import { t } from '../texts';
import { NameView } from './NameView';
import type { ViewActions } from './useViewActions';

const v = t.views;

type Props = { view: ViewRecordFragment; actions: ViewActions; onSaveAs: () => void };

/** What can be done with the view that is open. */
export function ViewMenu({ view, actions, onSaveAs }: Props) {
  const [action, setAction] = useState<'rename' | 'delete'>();
  const may = actions.may(view);
  const close = () => setAction(undefined);
  return (
    <>
      <Menu position="bottom-start" width={220} returnFocus>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={v.actions(view.name)}>
            <IconChevronDown size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {may && (
            <>
              <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setAction('rename')}>
                {v.rename}
              </Menu.Item>
              <Menu.Item
                leftSection={view.shared ? <IconLock size={16} /> : <IconUsers size={16} />}
                onClick={() => void actions.share(view)}
              >
                {view.shared ? v.unshare : v.share}
              </Menu.Item>
            </>
          )}
          <Menu.Item leftSection={<IconBookmark size={16} />} onClick={onSaveAs}>
            {v.saveAs}
          </Menu.Item>
          {may && (
            <>
              <Menu.Divider />
              <Menu.Item
                c="var(--mantine-color-error)"
                leftSection={<IconTrash size={16} />}
                onClick={() => setAction('delete')}
              >
                {v.delete}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {action === 'rename' && (
        <NameView
          title={v.rename}
          name={view.name}
          shared={view.shared}
          act={(name, shared) => actions.rename(view, name, shared)}
          onClose={close}
        />
      )}
      <Confirm
        open={action === 'delete'}
        onClose={close}
        title={v.deleteTitle(view.name)}
        text={view.shared ? v.deleteShared : v.deleteText}
        action={v.delete}
        act={() => actions.remove(view)}
        onDone={() => notify(v.deleted)}
      />
    </>
  );
}
