import { Alert, Group, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Failure } from '../app/failure';
import { t } from '../texts';
import { focusFirstFault, unseenFaults } from './firstFault';
import { IconAlertCircle } from './icons';
import { FailureNote } from './states';

type Props = {
  /** Checks and sends the form. It is over when the promise is, with the errors set. */
  onSubmit: () => unknown;
  /** The errors by field, as they are set in the form: those of the form's own checks and those of the API. */
  errors?: Record<string, unknown>;
  /** Why the request was not answered, or was refused as a whole. */
  failure?: Failure | undefined;
  /** The title of that, if it is not "Not saved"; null for none. */
  failureTitle?: string | null;
  /** The buttons, below what went wrong. */
  actions?: ReactNode;
  /** Where the buttons are: at the end in dialogs. */
  align?: 'end';
  gap?: 'sm' | 'md';
  children: ReactNode;
};

const none: readonly string[] = [];

/**
 * A form. If it is refused, by its own checks or by the API, it says so, scrolls to the first field with an error and
 * gives it the focus; errors of fields that it does not have are listed above its buttons.
 */
export function Form({
  onSubmit,
  errors = {},
  failure,
  failureTitle = t.failure.notSaved,
  actions,
  align,
  gap = 'sm',
  children,
}: Props) {
  const form = useRef<HTMLFormElement>(null);
  const [turn, setTurn] = useState(0);
  const [unseen, setUnseen] = useState<readonly string[]>(none);
  const faulty = Object.values(errors).some((error) => typeof error === 'string' && error !== '');
  const submit = async () => {
    setUnseen(none);
    await onSubmit();
    setTurn((n) => n + 1);
  };
  const latest = useRef(errors);
  useEffect(() => {
    latest.current = errors;
  });
  // After the errors of this turn are on the screen.
  useEffect(() => {
    if (turn === 0 || form.current === null) return;
    setUnseen(unseenFaults(form.current, latest.current));
    if (!focusFirstFault(form.current))
      form.current.querySelector('[role="alert"]')?.scrollIntoView({ block: 'nearest' });
  }, [turn]);

  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation(); // a form in a dialog is a child of the form that opened it
        void submit();
      }}
    >
      <Stack gap={gap}>
        {children}
        {failure !== undefined && (
          <FailureNote title={failureTitle ?? undefined} failure={failure} retry={() => void submit()} />
        )}
        {faulty && (
          <Alert color="red" variant="light" role="alert" icon={<IconAlertCircle />}>
            {unseen.length === 0 ? (
              <Text size="sm">{t.failure.faults}</Text>
            ) : (
              unseen.map((message) => (
                <Text size="sm" key={message}>
                  {message}
                </Text>
              ))
            )}
          </Alert>
        )}
        {actions !== undefined && (
          <Group gap="xs" justify={align}>
            {actions}
          </Group>
        )}
      </Stack>
    </form>
  );
}
