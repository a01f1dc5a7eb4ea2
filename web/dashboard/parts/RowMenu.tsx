import { ActionIcon, Menu } from '@mantine/core';
import type { ReactNode, RefObject } from 'react';
import { IconDots } from './icons';

type Props = {
  /** What the menu is for, such as a shipment. */
  label: string;
  button?: RefObject<HTMLButtonElement | null>;
  children: ReactNode;
};

/** The menu of one of several records on a page, behind three dots. */
export function RowMenu({ label, button, children }: Props) {
  return (
    <Menu position="bottom-end" width={220} returnFocus withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={label} ref={button}>
          <IconDots aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
