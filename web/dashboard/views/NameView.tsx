import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { Failure } from '../app/failure';
import { byField, type Outcome } from '../app/useSave';
import { FailureNote } from '../parts/states';
import { t } from '../texts';

const v = t.views;

type Props = {
  title: string;
  name: string;
  shared: boolean;
  act: (name: string, shared: boolean) => Promise<Outcome<object>>;
  onClose: () => void;
};

/** Asks for the name of a view, and who sees it. */
export function NameView({ title, name: given, shared: before, act, onClose }: Props) {
  const [name, setName] = useState(given);
  const [shared, setShared] = useState(before);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return setFault(t.common.required);
    setBusy(true);
    const answer = await act(name.trim(), shared);
    setBusy(false);
    if (answer.done) return onClose();
    const { name: first, ...others } = byField(answer.faults);
    setFault(first);
    const words = Object.values(others).join(' ');
    setFailure(answer.failure ?? (words === '' ? undefined : { kind: 'other', message: words }));
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t.common.close }}>
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Stack>
          <TextInput
            label={v.name}
            value={name}
            maxLength={100}
            error={fault}
            dir="auto"
            data-autofocus
            onChange={(event) => {
              setName(event.currentTarget.value);
              setFault(undefined);
            }}
          />
          <Checkbox
            label={v.shareWith}
            description={v.shareHelp}
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
          {failure !== undefined && <FailureNote failure={failure} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t.common.cancel}
            </Button>
            <Button type="submit" loading={busy}>
              {t.common.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
