import { Button, Modal, Radio, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Failure } from '../app/failure';
import { useSave } from '../app/useSave';
import { RedeliverWebhookDocument } from '../operations/generated';
import { Form } from '../parts/Form';
import { notify } from '../parts/notify';
import { t } from '../texts';

const r = t.webhook.redeliver;
const day = 86_400_000;
/** As long as deliveries are kept. */
const longest = 30 * day;

/** Sends events again: those that failed, or everything since a time. */
export function Redeliver({ id, active }: { id: string; active: boolean }) {
  const [open, setOpen] = useState(false);
  const [what, setWhat] = useState('failed');
  const [time, setTime] = useState('');
  const [fault, setFault] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  const [redeliver, busy] = useSave(RedeliverWebhookDocument);
  const start = () => {
    setWhat('failed');
    setTime(localTime(new Date(Date.now() - day)));
    setFault(undefined);
    setFailure(undefined);
    setOpen(true);
  };
  const submit = async () => {
    const since = what === 'since' ? new Date(time) : undefined;
    const passed = since && Date.now() - since.getTime();
    if (passed !== undefined && !(passed >= 0 && passed <= longest)) return setFault(r.wrong);
    setFault(undefined);
    const answer = await redeliver({ id, since: since?.toISOString() ?? null });
    setFailure(answer.done ? undefined : answer.failure);
    if (!answer.done) return setFault(answer.faults.map(({ message }) => message).join(' ') || undefined);
    setOpen(false);
    notify(since === undefined ? r.done(answer.payload.retried ?? 0) : r.doneSince);
  };
  return (
    <>
      <Button variant="default" size="xs" disabled={!active} title={active ? undefined : r.paused} onClick={start}>
        {r.action}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={r.title}
        closeButtonProps={{ 'aria-label': t.common.close }}
      >
        <Form
          onSubmit={submit}
          errors={{ fault }}
          failure={failure}
          align="end"
          actions={
            <>
              <Button variant="default" onClick={() => setOpen(false)}>
                {t.common.cancel}
              </Button>
              <Button type="submit" loading={busy}>
                {r.confirm}
              </Button>
            </>
          }
        >
          <Radio.Group aria-label={r.title} value={what} onChange={setWhat} error={what === 'failed' && fault}>
            <Stack gap="xs">
              <Radio value="failed" label={r.failed} description={r.failedHelp} data-autofocus />
              <Radio value="since" label={r.since} description={r.sinceHelp} />
            </Stack>
          </Radio.Group>
          {what === 'since' && (
            <TextInput
              label={r.time}
              type="datetime-local"
              value={time}
              error={fault}
              onChange={(event) => setTime(event.currentTarget.value)}
            />
          )}
        </Form>
      </Modal>
    </>
  );
}

/** A time as <input type="datetime-local"> holds it: the reader's own time. */
function localTime(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
