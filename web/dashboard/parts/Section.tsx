import { Group, Paper, Text, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';

type Props = {
  title: string;
  /** One sentence below the title, where the title does not say enough. */
  help?: ReactNode;
  actions?: ReactNode;
  /** For content that reaches the edges, such as a table or rows with lines between them. */
  flush?: boolean;
  children: ReactNode;
};

/** A card: a part of a page with a heading of its own. */
export function Section({ title, help, actions, flush, children }: Props) {
  const id = useId();
  return (
    <Paper withBorder component="section" aria-labelledby={id} className="card" data-flush={flush || undefined}>
      <div className="card-head">
        <Group justify="space-between" gap="xs" mih="1.75rem">
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          {actions !== undefined && <Group gap="xs">{actions}</Group>}
        </Group>
        {help !== undefined && (
          <Text size="sm" c="dimmed">
            {help}
          </Text>
        )}
      </div>
      <div className="card-body">{children}</div>
    </Paper>
  );
}
