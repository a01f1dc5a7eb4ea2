import { Alert, Button, Stack, Text } from '@mantine/core';
import { t } from '../texts';
import { sizeOfTarget, type Target } from './target';

const c = t.bulk.changed;

/** Says how many customers match, if the number was another one or an estimate, and offers to go on with it. */
export function Changed({ before, now, onAccept }: { before: Target; now: Target; onAccept: () => void }) {
  const n = sizeOfTarget(now);
  const about = 'about' in before && before.about; // then nothing has changed but what is known
  return (
    <Alert color="orange" variant="light" title={about ? c.exactTitle : c.title} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{about ? c.exact(n) : c.text(sizeOfTarget(before), n)}</Text>
        <Button size="xs" variant="default" onClick={onAccept}>
          {c.use(n)}
        </Button>
      </Stack>
    </Alert>
  );
}
