import { Alert, Button, Group, Modal, Stack, TagsInput, Text, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import type { Failure } from '../app/failure';
import { useSave } from '../app/useSave';
import { hasEnded } from '../jobs/state';
import type { JobRowFragment } from '../operations/generated';
import { FailureNote } from '../parts/states';
import { t } from '../texts';
import { isDangerous, resultOf, type Action } from './actions';
import { documents, variablesOf } from './documents';
import { tell } from './tell';
import { selectionOf, sizeOfTarget, whoOf, type Target } from './target';
import { useMatching } from './useMatching';

const b = t.bulk;

type Props = {
  action: Action;
  target: Target;
  onClose: () => void;
  /** Is called when the change is made or has begun. */
  onDone: () => void;
  /** Is called with a job that goes on in the background, and the customers that it concerns. */
  onStarted: (job: JobRowFragment, target: Target) => void;
};

/** Asks before a change of many customers, says how many they are, and makes it. */
export default function BulkDialog({ action, target: given, onClose, onDone, onStarted }: Props) {
  const navigate = useNavigate();
  const [target, setTarget] = useState(given);
  const [tags, setTags] = useState<string[]>([]);
  const [typing, setTyping] = useState('');
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  const [changed, setChanged] = useState<Target>();
  const [save, busy] = useSave(documents[action]);
  const [matching, counting] = useMatching();
  const who = whoOf(target);
  const n = String(sizeOfTarget(target));
  const tagging = action === 'addTags' || action === 'removeTags';
  // One customer is confirmed as on its own page, several with their number.
  const counted = action === 'delete' && sizeOfTarget(target) > 1;
  const ready = !counted || typed.replaceAll(/\D/g, '') === n;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setFault(undefined);
    setFailure(undefined);
    const all = typing.trim() === '' ? tags : [...tags, typing.trim()]; // also the one without Enter
    if (tagging && all.length === 0) return setFault(b.tagsRequired);
    const customers = selectionOf(target);
    const answer = await save(
      variablesOf(action, { customers, tags: all, reason: reason.trim() === '' ? null : reason }),
    );
    const job = answer.done ? answer.payload.job : undefined;
    if (job) {
      onClose();
      onDone();
      if (hasEnded(job.status)) tell(resultOf(action, job), job, navigate);
      else onStarted(job, target);
      return;
    }
    if (answer.done) return;
    if (answer.failure) return setFailure(answer.failure);
    const conflict = answer.faults.find(({ code }) => code === 'CONFLICT');
    if (conflict && !('ids' in target)) return setChanged(await matching(target, conflict.message));
    const words = answer.faults.map(({ message }) => message).join(' ');
    if (tagging && answer.faults.every(({ field }) => field?.[0] === 'tags')) setFault(words);
    else setFailure({ kind: 'other', message: words });
  };
  const accept = (next: Target) => {
    setTarget(next);
    setChanged(undefined);
    setTyped(''); // the new number is to be confirmed like the first one
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title={b[action].title(who)}
      classNames={{ title: 'wrap' }}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      <form noValidate onSubmit={(event) => void submit(event)}>
        <Stack>
          {action === 'invite' && <Texts of={[b.invite.text, b.invite.skipped]} />}
          {action === 'disable' && <Texts of={[b.disable.text]} />}
          {action === 'delete' && <Texts of={[b.delete.goes, b.delete.stays]} />}
          {tagging && (
            <TagsInput
              label={b.tags}
              description={b.tagsHelp}
              value={tags}
              onChange={setTags}
              searchValue={typing}
              onSearchChange={setTyping}
              data={action === 'removeTags' ? [...target.tags] : []}
              openOnFocus={false}
              error={fault}
              maxTags={50}
              data-autofocus
            />
          )}
          {action === 'disable' && (
            <Textarea
              label={t.customer.disable.reason}
              description={t.customer.disable.reasonHelp}
              autosize
              minRows={2}
              maxLength={5000}
              dir="auto"
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
          {counted && (
            <TextInput
              label={b.delete.type(n)}
              inputMode="numeric"
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              data-autofocus
            />
          )}
          {changed !== undefined && <Changed before={target} now={changed} onAccept={() => accept(changed)} />}
          {failure !== undefined && <FailureNote failure={failure} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus={(isDangerous(action) && !counted) || undefined}>
              {t.common.cancel}
            </Button>
            <Button
              type="submit"
              color={isDangerous(action) ? 'red' : undefined}
              loading={busy || counting}
              disabled={!ready || changed !== undefined}
            >
              {confirmOf(action, who)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function confirmOf(action: Action, who: string): string {
  if (action === 'disable') return b.disable.confirm(who);
  return action === 'delete' || action === 'invite' ? b[action].confirm : b[action].action;
}

function Texts({ of }: { of: readonly string[] }) {
  return of.map((text) => (
    <Text size="sm" key={text}>
      {text}
    </Text>
  ));
}

/** Says how many customers match, if the number was another one or an estimate, and offers to go on with it. */
function Changed({ before, now, onAccept }: { before: Target; now: Target; onAccept: () => void }) {
  const n = sizeOfTarget(now);
  const about = 'about' in before && before.about; // then nothing has changed but what is known
  return (
    <Alert color="orange" variant="light" title={about ? b.changed.exactTitle : b.changed.title} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{about ? b.changed.exact(n) : b.changed.text(sizeOfTarget(before), n)}</Text>
        <Button size="xs" variant="default" onClick={onAccept}>
          {b.changed.use(n)}
        </Button>
      </Stack>
    </Alert>
  );
}
