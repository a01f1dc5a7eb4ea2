import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Failure } from '../app/failure';
import { t } from '../texts';
import { IconAlertCircle, type TablerIcon } from './icons';

type LoadingProps = {
  /** What will be here, so that it takes about as much place: a page, the first page, rows of a list, or a few lines. */
  shape?: 'page' | 'figures' | 'rows' | 'lines';
  /** How many rows or lines. */
  count?: number;
};

/** Stands where something is on its way. It shows after a moment only, so that a fast answer does not flicker. */
export function Loading({ shape = 'page', count = shape === 'rows' ? 8 : 3 }: LoadingProps) {
  return (
    <div role="status" aria-label={t.app.loading} className="loading" data-shape={shape}>
      {shape === 'page' && <span className="bone" data-title="" />}
      {Array.from({ length: count }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bones are alike and never change places
        <span className="bone" key={i} />
      ))}
    </div>
  );
}

/** Replaces all pages while the dashboard starts. */
export function Starting() {
  return (
    <div role="status" aria-label={t.app.loading} className="starting">
      <span />
    </div>
  );
}

/** Says what went wrong, and offers to try again. */
export function FailureNote({ failure, retry, title }: { failure: Failure; retry?: () => void; title?: string }) {
  return (
    <Alert color="red" variant="light" title={title} role="alert" icon={<IconAlertCircle />}>
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

type EmptyProps = { title: string; text: string; icon?: TablerIcon; children?: ReactNode };

/** What stands where nothing is: what would be here, and what to do next. */
export function Empty({ title, text, icon: Icon, children }: EmptyProps) {
  return (
    <div className="empty">
      <Stack align="center" gap="xs" maw={420}>
        {Icon !== undefined && (
          <span className="empty-icon">
            <Icon size={20} aria-hidden="true" />
          </span>
        )}
        <Title order={2} size="h3" ta="center">
          {title}
        </Title>
        {text !== '' && (
          <Text c="dimmed" ta="center" size="md">
            {text}
          </Text>
        )}
        {children !== undefined && (
          <Group justify="center" gap="xs" mt="xs">
            {children}
          </Group>
        )}
      </Stack>
    </div>
  );
}
