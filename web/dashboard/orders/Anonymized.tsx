import { Text } from '@mantine/core';
import { t } from '../texts';

/** Stands where the name of a person was, of an order whose personal data was removed. */
export function Anonymized() {
  return (
    <Text span size="sm" c="dimmed" fs="italic">
      {t.privacy.anonymize.name}
    </Text>
  );
}
