import { Button, Modal, NativeSelect, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Failure } from '../app/failure';
import { byField, useSave } from '../app/useSave';
import { SetMarketingConsentDocument, type MarketingChannel, type MarketingState } from '../operations/generated';
import { Form } from '../parts/Form';
import { notify } from '../parts/notify';
import { useFocusReturn } from '../parts/useFocusReturn';
import { t } from '../texts';
import { channels } from './state';

const m = t.marketing;
const f = m.form;

type Props = {
  customerId: string;
  channel: MarketingChannel;
  /** The state of the channel until now; undefined without a statement. */
  before: MarketingState | undefined;
  onClose: () => void;
};

type Choice = keyof typeof f.choices;

/** Records what a customer said about marketing, with its wording and date. */
export default function ConsentDialog({ customerId, channel: given, before, onClose }: Props) {
  useFocusReturn();
  const [channel, setChannel] = useState(given);
  const [state, setState] = useState<Choice>(before === 'SUBSCRIBED' ? 'UNSUBSCRIBED' : 'SUBSCRIBED');
  const [wording, setWording] = useState('');
  const [at, setAt] = useState('');
  const [set, busy] = useSave(SetMarketingConsentDocument);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<Failure>();
  const submit = async () => {
    setFailure(undefined);
    const moment = at === '' ? undefined : new Date(at);
    if (moment !== undefined && Number.isNaN(moment.getTime())) return setErrors({ at: f.wrongDate });
    const answer = await set({
      customerId,
      input: {
        channel,
        state,
        ...(wording.trim() !== '' && { wording }),
        ...(moment !== undefined && { at: moment.toISOString() }),
      },
    });
    if (answer.done) {
      notify(f.done);
      return onClose();
    }
    const placed = byField(answer.faults);
    setErrors(placed);
    const others = answer.faults.filter(({ field }) => !/^(state|wording|at)$/.test(field?.[1] ?? ''));
    const words = others.map(({ message }) => message).join(' ');
    setFailure(answer.failure ?? (words === '' ? undefined : { kind: 'other', message: words }));
  };
  return (
    <Modal opened onClose={onClose} title={f.title} closeButtonProps={{ 'aria-label': t.common.close }}>
      <Form
        onSubmit={submit}
        errors={errors}
        failure={failure}
        align="end"
        actions={
          <>
            <Button variant="default" onClick={onClose}>
              {t.common.cancel}
            </Button>
            <Button type="submit" loading={busy}>
              {f.submit}
            </Button>
          </>
        }
      >
        <Text size="sm" c="dimmed">
          {f.help}
        </Text>
        <NativeSelect
          label={f.channel}
          value={channel}
          data-autofocus
          data={channels.map((value) => ({ value, label: m.channels[value] }))}
          onChange={(event) => setChannel(event.currentTarget.value as MarketingChannel)}
        />
        <Radio.Group label={f.state} value={state} onChange={(value) => setState(value as Choice)} error={errors.state}>
          <Stack gap="xs" my={6}>
            {Object.entries(f.choices).map(([value, label]) => (
              <Radio key={value} value={value} label={label} />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea
          label={f.wording}
          description={f.wordingHelp[state]}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={5000}
          dir="auto"
          value={wording}
          onChange={(event) => setWording(event.currentTarget.value)}
          error={errors.wording}
        />
        <TextInput
          label={f.at}
          description={f.atHelp}
          type="datetime-local"
          value={at}
          onChange={(event) => setAt(event.currentTarget.value)}
          error={errors.at}
        />
      </Form>
    </Modal>
  );
}
