import { Button, Stack, Text } from '@mantine/core';
import { useRouteError } from 'react-router';
import { t } from '../texts';

/** Stands where a page has stopped working. */
export function Crash() {
  const error = useRouteError();
  console.error(error);
  return (
    <Stack align="center" p="xl" role="alert">
      <Text>{t.app.crashed}</Text>
      <Button onClick={() => location.reload()}>{t.app.reload}</Button>
    </Stack>
  );
}
