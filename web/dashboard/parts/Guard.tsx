import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import { useBlocker } from 'react-router';
import { t } from '../texts';

/** Asks before changes are lost: by going elsewhere in the dashboard, closing the page or reloading it. */
export function Guard({ dirty }: { dirty: boolean }) {
  return dirty && <Blocker />; // the router asks only one, so forms without changes have none
}

function Blocker() {
  const blocker = useBlocker(({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, []);
  return (
    <Modal
      opened={blocker.state === 'blocked'}
      onClose={() => blocker.reset?.()}
      title={t.guard.title}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      <Stack>
        <Text size="sm">{t.guard.text}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => blocker.reset?.()} data-autofocus>
            {t.guard.stay}
          </Button>
          <Button color="red" onClick={() => blocker.proceed?.()}>
            {t.guard.leave}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
