import { Button, Group, Modal, Stack, TagsInput, Text, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import { hasEnded } from '../jobs/state';
import type { JobRowFragment } from '../operations/generated';
import { FailureNote } from '../parts/states';
import { t } from '../texts';
import { isDangerous, resultOf, type Action } from './actions';
import { Changed } from './Changed';
import { tell } from './tell';
import { sizeOfTarget, whoOf, type Target } from './target';
import { useChange } from './useChange';

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

/** What people enter in the dialog: tags that are complete, one that is being typed, a reason, and the number. */
type Draft = { tags: string[]; typing: string; reason: string; number: string };

/** Asks before a change of many customers, says how many they are, and makes it. */
export default function BulkDialog({ action, target: given, onClose, onDone, onStarted }: Props) {
  const navigate = useNavigate();
  const [target, setTarget] = useState(given);
  const [draft, setDraft] = useState<Draft>({ tags: [], typing: '', reason: '', number: '' });
  const change = (part: Partial<Draft>) => setDraft((now) => ({ ...now, ...part }));
  const [missing, setMissing] = useState(false);
  const { run, reset, busy, tagsFault, failure, changed } = useChange(action);
  const who = whoOf(target);
  const tagging = action === 'addTags' || action === 'removeTags';
  // One customer is confirmed as on its own page, several with their number.
  const counted = action === 'delete' && sizeOfTarget(target) > 1;
  const ready = !counted || draft.number.replaceAll(/\D/g, '') === String(sizeOfTarget(target));

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const typed = draft.typing.trim(); // also the tag that was not completed with Enter
    const tags = typed === '' ? draft.tags : [...draft.tags, typed];
    setMissing(tagging && tags.length === 0);
    if (tagging && tags.length === 0) return;
    const job = await run(target, { tags, reason: draft.reason });
    if (job === undefined) return;
    onClose();
    onDone();
    if (hasEnded(job.status)) tell(resultOf(action, job), job, navigate);
    else onStarted(job, target);
  };
  const accept = (next: Target) => {
    setTarget(next);
    change({ number: '' }); // the new number is to be confirmed like the first one
    reset();
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
          <Explanation action={action} />
          <Inputs
            action={action}
            target={target}
            counted={counted}
            draft={draft}
            onChange={change}
            fault={missing ? b.tagsRequired : tagsFault}
          />
          {changed !== undefined && <Changed before={target} now={changed} onAccept={() => accept(changed)} />}
          {failure !== undefined && <FailureNote failure={failure} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus={(isDangerous(action) && !counted) || undefined}>
              {t.common.cancel}
            </Button>
            <Button
              type="submit"
              color={isDangerous(action) ? 'red' : undefined}
              loading={busy}
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

/** What the action does, where its name does not say it. */
function Explanation({ action }: { action: Action }) {
  const texts: Partial<Record<Action, readonly string[]>> = {
    invite: [b.invite.text, b.invite.skipped],
    disable: [b.disable.text],
    delete: [b.delete.goes, b.delete.stays],
  };
  return texts[action]?.map((text) => (
    <Text size="sm" key={text}>
      {text}
    </Text>
  ));
}

type InputsProps = {
  action: Action;
  target: Target;
  /** Whether the number of customers must be entered. */
  counted: boolean;
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  fault: string | undefined;
};

function Inputs({ action, target, counted, draft, onChange, fault }: InputsProps) {
  if (action === 'addTags' || action === 'removeTags')
    return (
      <TagsInput
        label={b.tags}
        description={b.tagsHelp}
        value={draft.tags}
        onChange={(tags) => onChange({ tags })}
        searchValue={draft.typing}
        onSearchChange={(typing) => onChange({ typing })}
        data={action === 'removeTags' ? [...target.tags] : []}
        openOnFocus={false}
        error={fault}
        maxTags={50}
        data-autofocus
      />
    );
  if (action === 'disable')
    return (
      <Textarea
        label={t.customer.disable.reason}
        description={t.customer.disable.reasonHelp}
        autosize
        minRows={2}
        maxLength={5000}
        dir="auto"
        value={draft.reason}
        onChange={(event) => onChange({ reason: event.currentTarget.value })}
      />
    );
  if (!counted) return null;
  return (
    <TextInput
      label={b.delete.type(String(sizeOfTarget(target)))}
      inputMode="numeric"
      value={draft.number}
      onChange={(event) => onChange({ number: event.currentTarget.value })}
      data-autofocus
    />
  );
}
