import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Failure } from '../app/failure';
import { useSave } from '../app/useSave';
import { Exporting } from '../jobs/Exporting';
import { ExportPersonalDataDocument } from '../operations/generated';
import { FailureNote } from '../parts/states';
import { useFocusReturn } from '../parts/useFocusReturn';
import { t } from '../texts';

const e = t.privacy.export;

type Props = { customerId: string; name: string; onClose: () => void };

/** Exports everything that is stored about a customer, and offers the file as soon as it is written. */
export default function ExportPersonalData({ customerId, name, onClose }: Props) {
  useFocusReturn();
  const [job, setJob] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  const [create, busy] = useSave(ExportPersonalDataDocument);
  const submit = async () => {
    setFailure(undefined);
    const answer = await create({ customerId });
    if (answer.done && answer.payload.job) return setJob(answer.payload.job.id);
    const words = answer.done ? '' : answer.faults.map(({ message }) => message).join(' ');
    setFailure((answer.done ? undefined : answer.failure) ?? { kind: 'other', message: words });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={e.title(name)}
      classNames={{ title: 'wrap' }}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      {job !== undefined ? (
        <Exporting id={job} onAgain={() => setJob(undefined)} onClose={onClose} />
      ) : (
        <Stack>
          <Text size="sm">{e.text}</Text>
          <Text size="sm">{e.care}</Text>
          {failure !== undefined && <FailureNote failure={failure} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t.common.cancel}
            </Button>
            <Button loading={busy} onClick={() => void submit()} data-autofocus>
              {e.submit}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
