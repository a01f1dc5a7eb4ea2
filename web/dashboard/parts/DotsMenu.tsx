import { ActionIcon, Menu } from '@mantine/core';
import type { ReactNode, Ref } from 'react';
import { IconDots } from './icons';

type Props = {
  /** What the actions concern, for screen readers. */
  label: string;
  button?: Ref<HTMLButtonElement>;
  children: ReactNode;
};

/** The menu of a card or a row with what is done rarely. */
export function DotsMenu({ label, button, children }: Props) {
  return (
    <Menu position="bottom-end" width={240} returnFocus withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={label} ref={button}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
