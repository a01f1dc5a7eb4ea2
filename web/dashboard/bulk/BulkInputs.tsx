import { Checkbox, Radio, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useData } from '../app/useData';
import { GroupNamesDocument } from '../operations/generated';
import { t } from '../texts';
import { isGrouping, isTagging, type Action } from './actions';
import { sizeOfTarget, type Target } from './target';

const b = t.bulk;

/** What people enter: tags that are complete, one that is being typed, groups, a reason, and the number. */
export type Draft = {
  tags: string[];
  typing: string;
  groups: string[];
  marketing: '' | 'yes' | 'no';
  reason: string;
  number: string;
};

type Props = {
  action: Action;
  target: Target;
  /** Whether the number of customers must be entered. */
  counted: boolean;
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  fault: string | undefined;
};

/** What a change of many customers asks for. */
export function BulkInputs({ action, target, counted, draft, onChange, fault }: Props) {
  if (isTagging(action))
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
  if (isGrouping(action)) return <Groups draft={draft} onChange={onChange} fault={fault} />;
  if (action === 'marketing')
    return (
      <Radio.Group
        label={t.marketing.filters.EMAIL}
        value={draft.marketing}
        onChange={(value) => onChange({ marketing: value as Draft['marketing'] })}
        error={fault}
      >
        <Stack gap="xs" my="xs">
          <Radio value="yes" label={b.marketing.yes} description={b.marketing.yesHelp} />
          <Radio value="no" label={b.marketing.no} />
        </Stack>
      </Radio.Group>
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

/** How many groups are shown before they are searched. */
const many = 8;

function Groups({ draft, onChange, fault }: Pick<Props, 'draft' | 'onChange' | 'fault'>) {
  const { data, failure } = useData(GroupNamesDocument, {});
  const [search, setSearch] = useState('');
  const groups = data?.customerGroups ?? [];
  const words = search.trim().toLocaleLowerCase();
  return (
    <Stack gap="xs">
      {groups.length > many && (
        <TextInput
          aria-label={b.findGroup}
          placeholder={b.findGroup}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          data-autofocus
        />
      )}
      <Checkbox.Group
        label={b.groups}
        description={data !== undefined && groups.length === 0 ? b.noGroups : undefined}
        value={draft.groups}
        onChange={(chosen) => onChange({ groups: chosen })}
        error={fault ?? failure?.message}
      >
        <Stack gap="xs" my="xs" className="group-choice">
          {groups
            .filter(({ id, name }) => draft.groups.includes(id) || name.toLocaleLowerCase().includes(words))
            .map(({ id, name }, i) => (
              <Checkbox
                key={id}
                value={id}
                label={<bdi>{name}</bdi>}
                data-autofocus={(i === 0 && groups.length <= many) || undefined}
              />
            ))}
        </Stack>
      </Checkbox.Group>
    </Stack>
  );
}
