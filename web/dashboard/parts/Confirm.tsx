import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Failure } from '../app/failure';
import type { Outcome } from '../app/useSave';
import { t } from '../texts';
import { FailureNote } from './states';

type Props = {
  open: boolean;
  onClose: () => void;
  title: string;
  text: string | readonly string[];
  action: string;
  cancel?: string;
  /** False while what the dialog asks for is not given. */
  ready?: boolean;
  /** Does it, and says what came of it. The dialog closes when it is done. */
  act: () => Promise<Outcome<object>>;
  onDone: () => void;
  children?: ReactNode;
};

/** Asks before something that cannot be taken back. */
export function Confirm({ open, onClose, title, text, action, cancel, ready = true, act, onDone, children }: Props) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const close = () => {
    setFailure(undefined);
    onClose();
  };
  const go = async () => {
    setBusy(true);
    const answer = await act();
    setBusy(false);
    if (!answer.done)
      return setFailure(
        answer.failure ?? { kind: 'other', message: answer.faults.map((fault) => fault.message).join(' ') },
      );
    close();
    onDone();
  };
  return (
    <Modal
      opened={open}
      onClose={close}
      title={title}
      classNames={{ title: 'wrap' }}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      <Stack>
        {[text].flat().map((paragraph) => (
          <Text size="sm" key={paragraph}>
            {paragraph}
          </Text>
        ))}
        {children}
        {failure !== undefined && <FailureNote failure={failure} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            {cancel ?? t.common.cancel}
          </Button>
          <Button color="red" loading={busy} disabled={!ready} onClick={() => void go()}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
