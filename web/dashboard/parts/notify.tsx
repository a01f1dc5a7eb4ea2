import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Failure } from '../app/failure';
import type { Outcome } from '../app/useSave';
import { t } from '../texts';
import { IconAlertCircle, IconCheck } from './icons';

/** How long something can be undone, in milliseconds. */
const undoTime = 10_000;

const closeButtonProps = { 'aria-label': t.common.close };

type Options = {
  /** Takes back what was done. The notification then offers it for ten seconds, and closes when it is chosen. */
  undo?: () => unknown;
};

/** Says that something was done. */
export function notify(message: string, { undo }: Options = {}): void {
  if (undo === undefined) {
    notifications.show({ message, color: 'teal', role: 'status', icon: <IconCheck size={16} />, closeButtonProps });
    return;
  }
  const id = notifications.show({
    message: (
      <Group gap="sm" wrap="nowrap" justify="space-between">
        <span>{message}</span>
        <Button
          size="compact-sm"
          variant="light"
          onClick={() => {
            notifications.hide(id);
            void undo();
          }}
        >
          {t.common.undo}
        </Button>
      </Group>
    ),
    color: 'teal',
    role: 'status',
    icon: <IconCheck size={16} />,
    autoClose: undoTime,
    closeButtonProps,
  });
}

/** Says why something was not done, where no form stands that could. */
export function notifyFailure(failure: Failure): void {
  notifications.show({
    title: t.failure.notSaved,
    message: failure.message,
    color: 'red',
    role: 'alert',
    icon: <IconAlertCircle size={16} />,
    autoClose: undoTime,
    closeButtonProps,
  });
}

/** Tells what came of a deed without a form, and whether it was done. */
export function told(answer: Outcome<object>, done?: string, options?: Options): boolean {
  if (answer.done) {
    if (done !== undefined) notify(done, options);
    return true;
  }
  notifyFailure(answer.failure ?? { kind: 'other', message: answer.faults.map((fault) => fault.message).join(' ') });
  return false;
}
