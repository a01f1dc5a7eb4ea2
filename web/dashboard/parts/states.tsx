import { Alert, Button, Center, Group, Loader, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Failure } from '../app/failure';
import { t } from '../texts';

export function Loading() {
  return (
    <Center mih={160} role="status" aria-label={t.app.loading}>
      <Loader />
    </Center>
  );
}

/** Says what went wrong, and offers to try again. */
export function FailureNote({ failure, retry, title }: { failure: Failure; retry?: () => void; title?: string }) {
  return (
    <Alert color="red" variant="light" title={title} role="alert">
      <Group justify="space-between" gap="sm">
        <Text size="sm">{failure.message}</Text>
        {retry !== undefined && (
          <Button size="xs" color="red" variant="outline" onClick={retry}>
            {t.failure.retry}
          </Button>
        )}
      </Group>
    </Alert>
  );
}

/** What stands where nothing is: what would be here, and what to do next. */
export function Empty({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <Center py="xl">
      <Stack align="center" gap="xs" maw={420}>
        <Title order={2} size="h4">
          {title}
        </Title>
        <Text c="dimmed" ta="center" size="sm">
          {text}
        </Text>
        {children}
      </Stack>
    </Center>
  );
}
