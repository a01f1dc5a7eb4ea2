import { Button, Menu } from '@mantine/core';
import { useRef, useState, type ReactNode } from 'react';
import { t } from '../texts';
import { IconChevronDown, type TablerIcon } from './icons';

/**
 * Which of the actions of a menu is going on, and the reference to the button of the menu. The button gets the focus
 * again when the dialog of the action is closed, because the item that opened it is gone.
 */
export function useAction<A extends string>() {
  const button = useRef<HTMLButtonElement>(null);
  const [action, setAction] = useState<A>();
  const close = () => {
    setAction(undefined);
    setTimeout(() => button.current?.focus());
  };
  return { action, start: (next: A) => () => setAction(next), close, button };
}

type Props = { button: ReturnType<typeof useAction>['button']; children: ReactNode };

/** The menu of what is rarely done with a record, or cannot be undone. */
export function MoreActions({ button, children }: Props) {
  return (
    <Menu position="bottom-end" width={260} returnFocus withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default" ref={button} rightSection={<IconChevronDown size={16} aria-hidden="true" />}>
          {t.customer.more}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

type ItemProps = { onClick: () => void; icon?: TablerIcon; children: string };

/** An action that takes something away. */
export function Danger({ onClick, icon: Icon, children }: ItemProps) {
  return (
    <Menu.Item
      c="var(--mantine-color-error)"
      onClick={onClick}
      leftSection={Icon !== undefined && <Icon aria-hidden="true" />}
    >
      {children}
    </Menu.Item>
  );
}
